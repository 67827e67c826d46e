// The responses about tokens.
import * as z from 'zod/mini';
import { TOKEN_STATUSES, TOKEN_TYPES } from '../../domain/token.ts';
import { Id } from '../fields.ts';
import { describe, extensible, NARROWING, pageOf, Text, Texts, Time } from './parts.ts';
import { User, UserSummary } from './users.ts';

export const Token = describe(
  z.strictObject({
    id: describe(Id, 'The id of the token.'),
    name: describe(Text, 'The name of the token, unique within its account.'),
    type: extensible(TOKEN_TYPES, '`Service` for a token of a Service User, `Personal` for a token of a person.'),
    status: extensible(TOKEN_STATUSES, 'The state of the token. Only an `Active` token is accepted.'),
    active: describe(z.boolean(), 'Whether the status is `Active`.'),
    created: describe(Time, 'The time of creation.'),
    created_by: describe(Text, 'The `user_id` of the account that created the token.'),
    lifetime_days: describe(
      z.nullable(z.int()),
      'The granted lifetime in days: a token that rotates itself extends itself by at most this. Null if it never expires.',
    ),
    expiration: describe(z.nullable(Time), 'The time from which the token is expired. Null if it never expires.'),
    last_used: describe(
      z.nullable(Time),
      'The last use of the token, with its current or its previous secret, accurate to five minutes. A rotation does not reset it. Null if the token was never used.',
    ),
    ...NARROWING,
    hint: describe(Text, 'The start and the end of the secret, to recognize it by.'),
    previous_secret_expires: describe(
      z.optional(Time),
      'The end of the overlap: the previous secret is accepted until then. Present only during the overlap.',
    ),
    previous_secret_last_used: describe(
      z.optional(z.nullable(Time)),
      'The last use of the previous secret, before or after the rotation, accurate to five minutes. Present only during the overlap.',
    ),
    user: describe(UserSummary, 'The account that the token belongs to.'),
  }),
  'A token, without its secret.',
);
export type TokenView = z.infer<typeof Token>;

export const IssuedToken = describe(
  z.safeExtend(Token, {
    bearer_token: describe(Text, 'The secret. It is returned only this once. The system stores only its hash.'),
  }),
  'A token with its new secret.',
);
export type IssuedToken = z.infer<typeof IssuedToken>;

export const CreatedUser = describe(
  z.safeExtend(User, {
    token: describe(z.optional(IssuedToken), 'The first token, if the request asked for one.'),
  }),
  'A new account, with its first token if the request asked for one.',
);
export type CreatedUser = z.infer<typeof CreatedUser>;

export const RevokedTokens = describe(
  z.strictObject({
    revoked: describe(z.int(), 'The number of tokens that were active and are now revoked.'),
  }),
  'The result of a revocation.',
);
export type RevokedTokens = z.infer<typeof RevokedTokens>;

export const BlockingToken = describe(
  z.strictObject({
    id: Token.shape.id,
    name: Token.shape.name,
    expiration: Token.shape.expiration,
    last_used: Token.shape.last_used,
  }),
  'A token that blocks the deactivation of its account.',
);

export const Introspection = describe(
  z.union([
    z.strictObject({ active: describe(z.literal(false), 'The token is not valid now, for any reason.') }),
    z.strictObject({
      active: describe(z.literal(true), 'The token is valid now.'),
      sub: describe(Text, 'The `user_id` of the account.'),
      token_type: describe(z.literal('Bearer'), 'The type of the token.'),
      exp: describe(z.optional(z.int()), 'The expiration in seconds since the epoch. Absent if it never expires.'),
      iat: describe(z.int(), 'The time of issue in seconds since the epoch.'),
      role: User.shape.role,
      teams: User.shape.teams,
      user_type: User.shape.user_type,
      scope: describe(
        z.optional(Text),
        'The scopes, separated by spaces. Absent if the token may do everything that its account may do.',
      ),
      allowed_cidrs: describe(
        Texts,
        'The addresses and networks that the token may be used from; any if empty. Compare them with the address of your client.',
      ),
    }),
  ]),
  'A token introspection response (RFC 7662, section 2.2).',
);
export type Introspection = z.infer<typeof Introspection>;

export const TokenList = describe(pageOf(Token), 'A page of tokens.');
