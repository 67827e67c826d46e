// Tokens.
import { queryOptions } from '@tanstack/react-query';
import type { operations } from '../../../../examples/typescript/service-users.d.ts';
import { type OnSuccess, useChange } from './change.ts';
import { api, bodyOf } from './client.ts';
import { listQuery } from './pages.ts';
import type { Token } from './types.ts';

type ListParameters = NonNullable<operations['listServiceTokens']['parameters']['query']>;
export type TokenFilter = Omit<ListParameters, 'page' | 'size' | 'cursor'>;
type NewToken = operations['createToken']['requestBody']['content']['application/json'];
export type Rotation = NonNullable<operations['rotateToken']['requestBody']>['content']['application/json'];
type Narrowing = Pick<
  operations['updateToken']['requestBody']['content']['application/json'],
  'scopes' | 'allowed_cidrs'
>;
export type PolicyUpdate = operations['updatePolicy']['requestBody']['content']['application/json'];

/** The secret of a token, which the server sends once. It is kept in the state of a component only. */
export interface Secret {
  readonly token: Token;
  /** Empty once it was shown: React keeps states and properties of earlier renders in memory. */
  value: string;
}

type IssuedToken = Token & { readonly bearer_token: string };
type OnSecret = (secret: Secret) => void;

/** Passes the secret on, so that the result of the request has none. */
async function withoutSecret(request: Promise<IssuedToken>, onSecret: OnSecret): Promise<void> {
  onSecret(toSecret(await request));
}

export function toSecret({ bearer_token: value, ...token }: IssuedToken): Secret {
  return { token, value };
}

export const serviceTokensQuery = (filter: TokenFilter, size: number) =>
  listQuery(['service-tokens', filter], size, (page) =>
    bodyOf(api.GET('/api/user-tokens/service', { params: { query: { ...filter, ...page } } })),
  );

/** The personal tokens of the person. */
export const personalTokensQuery = (size: number) =>
  listQuery(['personal-tokens'], size, (page) => bodyOf(api.GET('/api/user-tokens', { params: { query: page } })));

export const policyQuery = queryOptions({
  queryKey: ['policy'],
  queryFn: () => bodyOf(api.GET('/api/policy')),
});

export const useUpdatePolicy = () =>
  useChange((policy: PolicyUpdate) => bodyOf(api.PUT('/api/policy', { body: policy })));

export const useCreateToken = (onSecret: OnSecret) =>
  useChange((token: NewToken) => withoutSecret(bodyOf(api.POST('/api/user-tokens', { body: token })), onSecret));

export const useRotateToken = (id: number, onSecret: OnSecret) =>
  useChange((rotation: Rotation) =>
    withoutSecret(
      bodyOf(api.POST('/api/user-tokens/{id}/rotate', { params: { path: { id } }, body: rotation })),
      onSecret,
    ),
  );

/** Revokes or restores a token. */
export const useSetRevoked = (id: number, onSuccess: OnSuccess<unknown>) =>
  useChange(
    (revoke: boolean) => bodyOf(api.PUT('/api/user-tokens/{id}', { params: { path: { id } }, body: { revoke } })),
    onSuccess,
  );

export const useNarrowToken = (id: number, onSuccess: OnSuccess<unknown>) =>
  useChange(
    (narrowing: Narrowing) => bodyOf(api.PUT('/api/user-tokens/{id}', { params: { path: { id } }, body: narrowing })),
    onSuccess,
  );

export const useDeleteToken = (id: number, onSuccess: OnSuccess<unknown>) =>
  useChange(() => bodyOf(api.DELETE('/api/user-tokens/{id}', { params: { path: { id } } })), onSuccess);
