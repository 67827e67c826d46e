// The operations of /api/user-tokens: routes, callers and request schemas.
import * as z from 'zod/mini';
import { LIMITS } from '../domain/policy.ts';
import { TOKEN_STATUSES } from '../domain/token.ts';
import { MAX_USER_ID_LENGTH } from '../domain/user.ts';
import { ExpiresInDays, listQuery, namePart, orAbsent, TokenName, UserReference, wholeNumber } from './fields.ts';
import { IdempotencyHeaders } from './idempotency.ts';
import { AllowedCidrs, Scopes } from './narrowing.ts';
import { operation } from './operation.ts';
import { Time } from './time.ts';

const NewToken = z.strictObject({
  name: TokenName,
  /** The Service User that the token is for. Without it, the token is a personal token of the caller. */
  user_id: orAbsent(UserReference),
  expires_in_days: z.optional(ExpiresInDays),
  /** Absent for everything that the account may do. */
  scopes: orAbsent(Scopes),
  /** Absent for any address. */
  allowed_cidrs: orAbsent(AllowedCidrs),
});
export type NewToken = z.infer<typeof NewToken>;

const PersonalTokenFilter = listQuery({});

const ServiceTokenFilter = listQuery({
  /** The `id` or the `user_id` of a Service User. */
  user_id: z.optional(
    z.union([
      wholeNumber(1, Number.MAX_SAFE_INTEGER),
      z.string().check(z.minLength(1), z.maxLength(MAX_USER_ID_LENGTH)),
    ]),
  ),
  status: z.optional(z.enum(TOKEN_STATUSES)),
  /** Part of the name, in any case. */
  name: z.optional(namePart(255)),
  /** Selects tokens that expire, or have expired, before this time. */
  expires_before: z.optional(Time),
  /** Selects tokens that were not used, or created, since this time. */
  unused_since: z.optional(Time),
});
export type ServiceTokenFilter = z.infer<typeof ServiceTokenFilter>;

export const createToken = operation({
  id: 'user-tokens/create-token',
  method: 'POST',
  path: '/api/user-tokens',
  audience: 'authenticated',
  scope: 'tokens:write',
  body: NewToken,
  headers: IdempotencyHeaders,
  status: 201,
});

export const listPersonalTokens = operation({
  id: 'user-tokens/list-personal-tokens',
  method: 'GET',
  path: '/api/user-tokens',
  audience: 'human',
  scope: 'tokens:read',
  query: PersonalTokenFilter,
  status: 200,
});

export const listServiceTokens = operation({
  id: 'user-tokens/list-service-tokens',
  method: 'GET',
  path: '/api/user-tokens/service',
  audience: ['Admin'],
  scope: 'tokens:read',
  query: ServiceTokenFilter,
  status: 200,
});

export const getToken = operation({
  id: 'user-tokens/get-token',
  method: 'GET',
  path: '/api/user-tokens/{id}',
  audience: 'authenticated',
  scope: 'tokens:read',
  status: 200,
});

/** Either revokes or restores a token, or changes what narrows it; `scopes: null` allows everything that the account may do. */
const TokenUpdate = z
  .strictObject({
    revoke: z.optional(z.boolean()),
    scopes: z.optional(z.nullable(Scopes)),
    allowed_cidrs: z.optional(AllowedCidrs),
  })
  .check(
    z.refine((update) => Object.values(update).some((value) => value !== undefined), {
      path: ['revoke'],
      error: 'is required, unless scopes or allowed_cidrs are changed',
    }),
    z.refine(
      ({ revoke, scopes, allowed_cidrs }) =>
        revoke === undefined || (scopes === undefined && allowed_cidrs === undefined),
      { path: ['revoke'], error: 'replaces scopes and allowed_cidrs: send them in another request' },
    ),
  );
export type TokenUpdate = z.infer<typeof TokenUpdate>;

export const updateToken = operation({
  id: 'user-tokens/update-token',
  method: 'PUT',
  path: '/api/user-tokens/{id}',
  audience: 'authenticated',
  scope: 'tokens:write',
  body: TokenUpdate,
  status: 200,
});

const Rotation = z.optional(
  z.strictObject({
    /** How long the previous secret is still accepted. By default 24 hours, or the maximum of the policy if that is less. */
    overlap_hours: z.optional(z.int().check(z.minimum(0), z.maximum(LIMITS.max_overlap_hours))),
    /** From now. By default the expiration stays the same. */
    expires_in_days: z.optional(ExpiresInDays),
  }),
);
export type Rotation = z.infer<typeof Rotation>;

/** `{id}` may be `self`: the token that makes the request. */
export const rotateToken = operation({
  id: 'user-tokens/rotate-token',
  method: 'POST',
  path: '/api/user-tokens/{id}/rotate',
  audience: 'authenticated',
  scope: 'tokens:write',
  idWithoutScope: 'self',
  body: Rotation,
  status: 200,
});

export const deleteToken = operation({
  id: 'user-tokens/delete-token',
  method: 'DELETE',
  path: '/api/user-tokens/{id}',
  audience: 'authenticated',
  scope: 'tokens:write',
  status: 204,
});
