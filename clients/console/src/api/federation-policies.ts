// Federation policies: which OIDC tokens of workloads can be exchanged for a session of a Service User.
import { useMutation } from '@tanstack/react-query';
import type { operations } from '../../../../examples/typescript/service-users.d.ts';
import { type OnSuccess, type ToBody, useChange } from './change.ts';
import { api, bodyOf } from './client.ts';
import { listQuery } from './pages.ts';
import type { FederationPolicy } from './types.ts';

export type NewPolicy = operations['createFederationPolicy']['requestBody']['content']['application/json'];
export type PolicyChanges = operations['updateFederationPolicy']['requestBody']['content']['application/json'];

export const federationPoliciesQuery = (userId: string, size: number) =>
  listQuery(['federation-policies', userId], size, (page) =>
    bodyOf(api.GET('/api/users/{id}/federation-policies', { params: { path: { id: userId }, query: page } })),
  );

export function createFederationPolicy(userId: string, policy: NewPolicy): Promise<FederationPolicy> {
  return bodyOf(api.POST('/api/users/{id}/federation-policies', { params: { path: { id: userId } }, body: policy }));
}

export const useCreateFederationPolicy = (userId: string, onSuccess: OnSuccess<FederationPolicy>) =>
  useChange(async (toBody: ToBody<NewPolicy>) => createFederationPolicy(userId, toBody()), onSuccess);

export const useUpdateFederationPolicy = (userId: string, id: number, onSuccess: OnSuccess<FederationPolicy>) =>
  useChange(async (toBody: ToBody<PolicyChanges>) => {
    const params = { path: { id: userId, policy_id: id } };
    return bodyOf(api.PUT('/api/users/{id}/federation-policies/{policy_id}', { params, body: toBody() }));
  }, onSuccess);

export const useDeleteFederationPolicy = (userId: string, id: number) =>
  useChange(() => {
    const params = { path: { id: userId, policy_id: id } };
    return bodyOf(api.DELETE('/api/users/{id}/federation-policies/{policy_id}', { params }));
  });

/** Makes the checks of an exchange. It changes nothing, and the token is discarded with the component. */
export const useTestFederationPolicy = (userId: string, id: number) =>
  useMutation({
    mutationFn: (subject_token: string) => {
      const params = { path: { id: userId, policy_id: id } };
      return bodyOf(
        api.POST('/api/users/{id}/federation-policies/{policy_id}/test', { params, body: { subject_token } }),
      );
    },
  });
