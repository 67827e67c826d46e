// What signs in with a federation policy: a kind of workload, and its fields.
import { type GitHubWorkload, gitHubTrust, NEW_GITHUB, nameOfGitHub, recognizeGitHub, verifyGitHub } from './github.ts';
import { type GitLabWorkload, gitLabTrust, NEW_GITLAB, nameOfGitLab, recognizeGitLab, verifyGitLab } from './gitlab.ts';
import {
  type KubernetesWorkload,
  kubernetesTrust,
  NEW_KUBERNETES,
  nameOfKubernetes,
  recognizeKubernetes,
  verifyKubernetes,
} from './kubernetes.ts';
import { NEW_OTHER, nameOfOther, type OtherWorkload, otherTrust, toOtherWorkload } from './other-issuer.ts';
import { isSameTrust, type Trust } from './trust.ts';

export type Workload = GitHubWorkload | GitLabWorkload | KubernetesWorkload | OtherWorkload;
export type Provider = Workload['provider'];

export const NEW_WORKLOADS: { readonly [Name in Provider]: Extract<Workload, { readonly provider: Name }> } = {
  github: NEW_GITHUB,
  gitlab: NEW_GITLAB,
  kubernetes: NEW_KUBERNETES,
  other: NEW_OTHER,
};

export const PROVIDERS: readonly { readonly value: Provider; readonly label: string; readonly description: string }[] =
  [
    { value: 'github', label: 'GitHub Actions', description: 'Jobs of a repository.' },
    { value: 'gitlab', label: 'GitLab CI', description: 'Jobs of a project.' },
    { value: 'kubernetes', label: 'Kubernetes', description: 'Pods of a service account, also on EKS.' },
    { value: 'other', label: 'Another OIDC issuer', description: 'Terraform, CircleCI, Buildkite and others.' },
  ];

/** @throws ApiProblem for the claims of another issuer that are not JSON. */
export function toTrust(workload: Workload): Trust {
  switch (workload.provider) {
    case 'github':
      return gitHubTrust(workload);
    case 'gitlab':
      return gitLabTrust(workload);
    case 'kubernetes':
      return kubernetesTrust(workload);
    case 'other':
      return otherTrust(workload);
  }
}

/** @throws ApiProblem for a field without which the policy would accept other tokens than those of the workload. */
export function verifyWorkload(workload: Workload): void {
  if (workload.provider === 'github') verifyGitHub(workload);
  if (workload.provider === 'gitlab') verifyGitLab(workload);
  if (workload.provider === 'kubernetes') verifyKubernetes(workload);
}

/** Whether the fields are filled in, so that they can be shown as a subject and a name. */
export function isComplete(workload: Workload): boolean {
  try {
    verifyWorkload(workload);
    return true;
  } catch {
    return false;
  }
}

/** The name of a policy for the workload. */
export function suggestedName(workload: Workload): string {
  switch (workload.provider) {
    case 'github':
      return nameOfGitHub(workload);
    case 'gitlab':
      return nameOfGitLab(workload);
    case 'kubernetes':
      return nameOfKubernetes(workload);
    case 'other':
      return nameOfOther(workload);
  }
}

/** The fields that express the policy completely. */
export function toWorkload(trust: Trust): Workload {
  const known = [recognizeGitHub(trust), recognizeGitLab(trust), recognizeKubernetes(trust)];
  return (
    known.find((workload) => workload !== undefined && isSameTrust(toTrust(workload), trust)) ?? toOtherWorkload(trust)
  );
}
