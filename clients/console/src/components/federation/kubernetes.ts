// Pods of a Kubernetes cluster, also of EKS. https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/
import type { FieldError } from '../../api/problem.ts';
import { type Trust, textClaim, toClaims } from './trust.ts';

export interface KubernetesWorkload {
  readonly provider: 'kubernetes';
  readonly issuer: string;
  readonly namespace: string;
  readonly serviceAccount: string;
  /** The uid of the service account, which another one with its name does not have. */
  readonly uid: string;
}

export const NEW_KUBERNETES: KubernetesWorkload = {
  provider: 'kubernetes',
  issuer: '',
  namespace: '',
  serviceAccount: '',
  uid: '',
};

const UID_CLAIM = '/kubernetes.io/serviceaccount/uid';

export function kubernetesTrust({ issuer, namespace, serviceAccount, uid }: KubernetesWorkload): Trust {
  return {
    issuer,
    subject: `system:serviceaccount:${namespace.trim()}:${serviceAccount.trim()}`,
    claims: toClaims({ [UID_CLAIM]: uid }),
  };
}

/** The fields without which the policy would accept other tokens than those of the workload. */
export function kubernetesErrors({ namespace, serviceAccount }: KubernetesWorkload): FieldError[] {
  return Object.entries({ namespace, service_account: serviceAccount })
    .filter(([, name]) => !/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/.test(name.trim()))
    .map(([path]) => ({ path, message: 'must have lower case letters, digits, dots and hyphens only' }));
}

const SUBJECT = /^system:serviceaccount:([^:]+):([^:]+)$/;

/** @returns undefined for a policy that the fields cannot express; the caller verifies that it is expressed completely. */
export function recognizeKubernetes(trust: Trust): KubernetesWorkload | undefined {
  const [, namespace, serviceAccount = ''] = SUBJECT.exec(trust.subject ?? '') ?? [];
  if (namespace === undefined) return undefined;
  return { provider: 'kubernetes', issuer: trust.issuer, namespace, serviceAccount, uid: textClaim(trust, UID_CLAIM) };
}

export const nameOfKubernetes = ({ namespace, serviceAccount }: KubernetesWorkload) =>
  `Kubernetes: service account ${namespace.trim()}/${serviceAccount.trim()}`;
