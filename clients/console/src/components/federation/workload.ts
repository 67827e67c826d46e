// What signs in with a federation policy: a kind of workload, and its fields.
import type { FieldError } from '../../api/problem.ts';
import { type GitHubWorkload, gitHubErrors, gitHubTrust, NEW_GITHUB, nameOfGitHub, recognizeGitHub } from './github.ts';
import { type GitLabWorkload, gitLabErrors, gitLabTrust, NEW_GITLAB, nameOfGitLab, recognizeGitLab } from './gitlab.ts';
import { jsonErrors } from './json-field.ts';
import {
  type KubernetesWorkload,
  kubernetesErrors,
  kubernetesTrust,
  NEW_KUBERNETES,
  nameOfKubernetes,
  recognizeKubernetes,
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

/** The fields that cannot be sent: without them, the policy would accept other tokens than those of the workload. */
export function workloadErrors(workload: Workload): FieldError[] {
  switch (workload.provider) {
    case 'github':
      return gitHubErrors(workload);
    case 'gitlab':
      return gitLabErrors(workload);
    case 'kubernetes':
      return kubernetesErrors(workload);
    case 'other':
      return jsonErrors('claims', workload.claims);
  }
}

/** Whether the fields are filled in, so that they can be shown as a subject and a name. */
export function isComplete(workload: Workload): boolean {
  return workloadErrors(workload).length === 0;
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
