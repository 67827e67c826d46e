// The operations of /api/users and /api/me: routes, callers and request schemas.
import * as z from 'zod/mini';
import { MAX_USER_ID_LENGTH, USER_SORTS, USER_TYPES } from '../domain/user.ts';
import {
  Email,
  ExpiresInDays,
  Flag,
  IamPrincipals,
  Labels,
  listQuery,
  ManagedBy,
  namePart,
  Owners,
  orAbsent,
  orDefault,
  Purpose,
  RoleField,
  Teams,
  TokenName,
  UserName,
} from './fields.ts';
import { IdempotencyHeaders } from './idempotency.ts';
import { AllowedCidrs, Scopes } from './narrowing.ts';
import { operation } from './operation.ts';

const NewUser = z
  .strictObject({
    name: UserName,
    role: orDefault(RoleField, 'Member'),
    teams: orDefault(Teams, []),
    user_type: orDefault(z.enum(USER_TYPES), 'Service'),
    email: orAbsent(Email),
    owners: orAbsent(Owners),
    purpose: orAbsent(Purpose),
    labels: orAbsent(Labels),
    managed_by: orAbsent(ManagedBy),
    token: orAbsent(
      z.strictObject({
        name: TokenName,
        expires_in_days: z.optional(ExpiresInDays),
        scopes: orAbsent(Scopes),
        allowed_cidrs: orAbsent(AllowedCidrs),
      }),
    ),
  })
  .check(
    z.refine((user) => (user.user_type === 'Human') === (user.email !== undefined), {
      path: ['email'],
      error: 'is required for a Human and not accepted for a Service user',
    }),
    z.refine((user) => user.user_type === 'Service' || user.token === undefined, {
      path: ['token'],
      error: 'is for Service users only: people make their own personal tokens',
    }),
  );
export type NewUser = z.infer<typeof NewUser>;

const UserUpdate = z.strictObject({
  name: z.optional(UserName),
  role: z.optional(RoleField),
  teams: z.optional(Teams),
  iam_principals: z.optional(IamPrincipals),
  owners: z.optional(Owners),
  purpose: z.optional(z.nullable(Purpose)),
  labels: z.optional(Labels),
  managed_by: z.optional(z.nullable(ManagedBy)),
});
export type UserUpdate = z.infer<typeof UserUpdate>;

/** The longest key, a separator and the longest value. */
const MAX_LABEL_LENGTH = 63 + 1 + 255;

const UserFilter = listQuery({
  type: z.optional(z.enum(USER_TYPES)),
  /** Part of the name, in any case. */
  name: z.optional(namePart(255)),
  role: z.optional(RoleField),
  /** The name of a team, in any case. */
  team: z.optional(namePart(100)),
  /** The `user_id` or the id of an owner, or `me`. */
  owner: z.optional(z.string().check(z.minLength(1), z.maxLength(MAX_USER_ID_LENGTH))),
  /** `key`, `key=value` or `key:value`. */
  label: z.optional(z.string().check(z.minLength(1), z.maxLength(MAX_LABEL_LENGTH))),
  sort: z._default(z.enum(USER_SORTS), 'name'),
  sort_dir: z._default(z.enum(['asc', 'desc']), 'asc'),
  include_deleted: z._default(Flag, false),
  only_deleted: z.optional(Flag),
});
export type UserFilter = z.infer<typeof UserFilter>;

export const createUser = operation({
  id: 'users/create-user',
  method: 'POST',
  path: '/api/users',
  audience: ['Admin'],
  scope: 'users:write',
  body: NewUser,
  headers: IdempotencyHeaders,
  status: 201,
});

export const listUsers = operation({
  id: 'users/list-users',
  method: 'GET',
  path: '/api/users',
  audience: ['Admin'],
  scope: 'users:read',
  query: UserFilter,
  status: 200,
});

export const getUser = operation({
  id: 'users/get-user',
  method: 'GET',
  path: '/api/users/{id}',
  audience: ['Admin'],
  scope: 'users:read',
  status: 200,
});

export const updateUser = operation({
  id: 'users/update-user',
  method: 'PUT',
  path: '/api/users/{id}',
  audience: ['Admin'],
  scope: 'users:write',
  body: UserUpdate,
  status: 200,
});

export const deactivateUser = operation({
  id: 'users/deactivate-user',
  method: 'DELETE',
  path: '/api/users/{id}',
  audience: ['Admin'],
  scope: 'users:write',
  status: 204,
});

export const previewDeactivation = operation({
  id: 'users/preview-deactivation',
  method: 'GET',
  path: '/api/users/{id}/deactivation-preview',
  audience: ['Admin'],
  scope: 'users:read',
  status: 200,
});

/** Unlinks a person from the identity at the OIDC issuer. */
export const unlinkIdentity = operation({
  id: 'users/unlink-identity',
  method: 'DELETE',
  path: '/api/users/{id}/identity',
  audience: ['Admin'],
  scope: 'users:write',
  status: 204,
});

export const reactivateUser = operation({
  id: 'users/reactivate-user',
  method: 'POST',
  path: '/api/users/{id}/reactivate',
  audience: ['Admin'],
  scope: 'users:write',
  status: 200,
});

export const revokeUserTokens = operation({
  id: 'users/revoke-user-tokens',
  method: 'POST',
  path: '/api/users/{id}/revoke-tokens',
  audience: ['Admin'],
  scope: 'tokens:write',
  status: 200,
});

export const getMe = operation({
  id: 'me/get-me',
  method: 'GET',
  path: '/api/me',
  otherRoutes: [{ method: 'GET', path: '/api/users/me' }],
  audience: 'authenticated',
  scope: null,
  status: 200,
});
