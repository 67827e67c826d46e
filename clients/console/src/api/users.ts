// Accounts: Service Users and people.
import { queryOptions } from '@tanstack/react-query';
import type { operations } from '../../../../examples/typescript/service-users.d.ts';
import { type OnSuccess, type ToBody, useChange } from './change.ts';
import { api, bodyOf } from './client.ts';
import { listQuery } from './pages.ts';
import { type Secret, toSecret } from './tokens.ts';
import type { User } from './types.ts';

type ListParameters = NonNullable<operations['listUsers']['parameters']['query']>;
export type UserFilter = Omit<ListParameters, 'page' | 'size' | 'cursor'>;
type NewUser = operations['createUser']['requestBody']['content']['application/json'];
type AccountChanges = operations['updateUser']['requestBody']['content']['application/json'];

export const usersQuery = (filter: UserFilter, size: number) =>
  listQuery(['users', filter], size, (page) =>
    bodyOf(api.GET('/api/users', { params: { query: { ...filter, ...page } } })),
  );

/** @param id - The id or the `user_id`. */
export const userQuery = (id: string) =>
  queryOptions({
    queryKey: ['user', id],
    queryFn: () => bodyOf(api.GET('/api/users/{id}', { params: { path: { id } } })),
  });

export const deactivationPreviewQuery = (id: string) =>
  queryOptions({
    queryKey: ['deactivation-preview', id],
    queryFn: () => bodyOf(api.GET('/api/users/{id}/deactivation-preview', { params: { path: { id } } })),
  });

export const useInvitePerson = (onSuccess: OnSuccess<User>) =>
  useChange(
    (person: NewUser & { readonly user_type: 'Human' }) => bodyOf(api.POST('/api/users', { body: person })),
    onSuccess,
  );

/** Passes on the secret of the first token, so that the result of the request has none. */
export const useCreateServiceUser = (onCreated: (user: User, secret: Secret | undefined) => void) =>
  useChange(async (toBody: ToBody<NewUser & { readonly user_type: 'Service' }>) => {
    const { token, ...user } = await bodyOf(api.POST('/api/users', { body: toBody() }));
    onCreated(user, token && toSecret(token));
  });

export const useUpdateAccount = (id: string, onSuccess: OnSuccess<User>) =>
  useChange(
    async (toBody: ToBody<AccountChanges>) =>
      bodyOf(api.PUT('/api/users/{id}', { params: { path: { id } }, body: toBody() })),
    onSuccess,
  );

export const useDeactivate = (id: string, onSuccess: OnSuccess<unknown>) =>
  useChange(() => bodyOf(api.DELETE('/api/users/{id}', { params: { path: { id } } })), onSuccess);

export const useReactivate = (id: string, onSuccess: OnSuccess<unknown>) =>
  useChange(() => bodyOf(api.POST('/api/users/{id}/reactivate', { params: { path: { id } } })), onSuccess);

export const useRevokeAllTokens = (id: string, onSuccess: OnSuccess<{ readonly revoked: number }>) =>
  useChange(() => bodyOf(api.POST('/api/users/{id}/revoke-tokens', { params: { path: { id } } })), onSuccess);

type PrincipalChange = (before: readonly string[]) => readonly string[];

/** Changes the IAM principals as they are now: another Admin may have changed them since the page was read. */
export async function setIamPrincipals(id: string, change: PrincipalChange): Promise<User> {
  const params = { path: { id } };
  const { iam_principals: before } = await bodyOf(api.GET('/api/users/{id}', { params }));
  return bodyOf(api.PUT('/api/users/{id}', { params, body: { iam_principals: [...change(before)] } }));
}

export const useSetIamPrincipals = (id: string, onSuccess: OnSuccess<unknown>) =>
  useChange((change: PrincipalChange) => setIamPrincipals(id, change), onSuccess);
