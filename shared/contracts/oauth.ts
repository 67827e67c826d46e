// The operations of /api/oauth: routes, callers and request schemas.
import * as z from 'zod/mini';
import { MAX_USER_ID_LENGTH } from '../domain/user.ts';
import { operation } from './operation.ts';

/** The identifiers of RFC 8693, sections 2.1 and 3. */
export const TOKEN_EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange';
export const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token';
const SUBJECT_TOKEN_TYPES = [
  'urn:ietf:params:oauth:token-type:jwt',
  'urn:ietf:params:oauth:token-type:id_token',
] as const;

const text = (longest: number) => z.string().check(z.minLength(1), z.maxLength(longest));

const TokenExchange = z.strictObject({
  grant_type: text(200),
  subject_token: text(16 * 1024),
  subject_token_type: z.enum(SUBJECT_TOKEN_TYPES),
  requested_token_type: z.optional(z.literal(ACCESS_TOKEN)),
  client_id: z.optional(text(MAX_USER_ID_LENGTH)),
});
export type TokenExchange = z.infer<typeof TokenExchange>;

export const exchangeToken = operation({
  id: 'oauth/exchange-token',
  method: 'POST',
  path: '/api/oauth/token',
  audience: 'public',
  scope: null,
  form: TokenExchange,
  errors: 'oauth',
  status: 200,
});
