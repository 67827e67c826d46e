// Jobs of GitLab CI. https://docs.gitlab.com/ci/secrets/id_token_authentication/
import type { FieldError } from '../../api/problem.ts';
import { type Trust, textClaim, toClaims } from './trust.ts';

export interface GitLabWorkload {
  readonly provider: 'gitlab';
  readonly issuer: string;
  /** The groups and the name, such as `acme/etl`. */
  readonly projectPath: string;
  readonly projectId: string;
  readonly kind: 'branch' | 'tag';
  /** The name of the branch or the tag. */
  readonly name: string;
  /** Whether the branch or the tag must be protected. */
  readonly isProtected: boolean;
}

export const NEW_GITLAB: GitLabWorkload = {
  provider: 'gitlab',
  issuer: 'https://gitlab.com',
  projectPath: '',
  projectId: '',
  kind: 'branch',
  name: 'main',
  isProtected: true,
};

export function gitLabTrust({ issuer, projectPath, projectId, kind, name, isProtected }: GitLabWorkload): Trust {
  return {
    issuer,
    subject: `project_path:${projectPath.trim()}:ref_type:${kind}:ref:${name.trim()}`,
    claims: toClaims({ project_id: projectId, ref_protected: isProtected ? 'true' : '' }),
  };
}

/** The fields without which the policy would accept other tokens than those of the workload. */
export function gitLabErrors({ projectPath, kind, name }: GitLabWorkload): FieldError[] {
  const isPath = /^[^/\s:]+(?:\/[^/\s:]+)+$/.test(projectPath.trim());
  return [
    ...(isPath
      ? []
      : [{ path: 'project_path', message: 'must be the path of the project with its groups, such as acme/etl' }]),
    ...(name.trim() === '' ? [{ path: kind, message: `must be the name of the ${kind}` }] : []),
  ];
}

const SUBJECT = /^project_path:([^:]+):ref_type:(branch|tag):ref:(.+)$/;

/** @returns undefined for a policy that the fields cannot express; the caller verifies that it is expressed completely. */
export function recognizeGitLab(trust: Trust): GitLabWorkload | undefined {
  const [, projectPath, kind, name = ''] = SUBJECT.exec(trust.subject ?? '') ?? [];
  if (projectPath === undefined) return undefined;
  return {
    provider: 'gitlab',
    issuer: trust.issuer,
    projectPath,
    projectId: textClaim(trust, 'project_id'),
    kind: kind === 'tag' ? 'tag' : 'branch',
    name,
    isProtected: textClaim(trust, 'ref_protected') === 'true',
  };
}

export const nameOfGitLab = ({ projectPath, kind, name }: GitLabWorkload) =>
  `GitLab CI: ${projectPath.trim()}, ${kind} ${name.trim()}`;
