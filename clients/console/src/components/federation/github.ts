// Jobs of GitHub Actions. https://docs.github.com/actions/reference/security/oidc
import type { FieldError } from '../../api/problem.ts';
import { type Trust, textClaim, toClaims } from './trust.ts';

export interface GitHubWorkload {
  readonly provider: 'github';
  readonly issuer: string;
  /** The owner and the name, such as `acme/etl`. */
  readonly repository: string;
  readonly ownerId: string;
  readonly repositoryId: string;
  /** Whether the subject has the ids: it does for repositories created, renamed or transferred since 15 July 2026. */
  readonly hasIdsInSubject: boolean;
  readonly kind: 'branch' | 'tag' | 'environment';
  /** The name of the branch, the tag or the environment. */
  readonly name: string;
}

export const NEW_GITHUB: GitHubWorkload = {
  provider: 'github',
  issuer: 'https://token.actions.githubusercontent.com',
  repository: '',
  ownerId: '',
  repositoryId: '',
  hasIdsInSubject: true,
  kind: 'branch',
  name: 'main',
};

const PREFIXES = { branch: 'ref:refs/heads/', tag: 'ref:refs/tags/', environment: 'environment:' } as const;

export function gitHubTrust({ issuer, ownerId, repositoryId, kind, name, ...workload }: GitHubWorkload): Trust {
  const [owner = '', repository = ''] = workload.repository.trim().split('/');
  const path = workload.hasIdsInSubject
    ? `${owner}@${ownerId.trim()}/${repository}@${repositoryId.trim()}`
    : `${owner}/${repository}`;
  return {
    issuer,
    subject: `repo:${path}:${PREFIXES[kind]}${name.trim()}`,
    claims: toClaims({ repository_owner_id: ownerId, repository_id: repositoryId }),
  };
}

/** The fields without which the policy would accept other tokens than those of the workload. */
export function gitHubErrors(workload: GitHubWorkload): FieldError[] {
  const { repository, ownerId, repositoryId, hasIdsInSubject, kind, name } = workload;
  const isRepository = /^[^/\s:@]+\/[^/\s:@]+$/.test(repository.trim());
  const isId = (id: string) => /^\d+$/.test(id.trim()) || (id.trim() === '' && !hasIdsInSubject);
  const idMessage = 'must be a number, which the command shows';
  return [
    ...(isRepository
      ? []
      : [{ path: 'repository', message: 'must be the owner and the name of the repository, such as acme/etl' }]),
    ...(isId(ownerId) ? [] : [{ path: 'owner_id', message: idMessage }]),
    ...(isId(repositoryId) ? [] : [{ path: 'repository_id', message: idMessage }]),
    ...(name.trim() === '' ? [{ path: kind, message: `must be the name of the ${kind}` }] : []),
  ];
}

const SUBJECT =
  /^repo:([^/:@]+)(?:@(\d+))?\/([^/:@]+)(?:@(\d+))?:(ref:refs\/heads\/|ref:refs\/tags\/|environment:)(.+)$/;

/** @returns undefined for a policy that the fields cannot express; the caller verifies that it is expressed completely. */
export function recognizeGitHub(trust: Trust): GitHubWorkload | undefined {
  const [, owner, ownerIdInSubject, repository, , prefix, name = ''] = SUBJECT.exec(trust.subject ?? '') ?? [];
  const kind = (Object.keys(PREFIXES) as (keyof typeof PREFIXES)[]).find((one) => PREFIXES[one] === prefix);
  if (kind === undefined) return undefined;
  return {
    provider: 'github',
    issuer: trust.issuer,
    repository: `${owner}/${repository}`,
    ownerId: textClaim(trust, 'repository_owner_id'),
    repositoryId: textClaim(trust, 'repository_id'),
    hasIdsInSubject: ownerIdInSubject !== undefined,
    kind,
    name,
  };
}

export const nameOfGitHub = ({ repository, kind, name }: GitHubWorkload) =>
  `GitHub Actions: ${repository.trim()}, ${kind} ${name.trim()}`;
