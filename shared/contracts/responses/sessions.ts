// The responses that issue a session: the login and the token exchange.
import * as z from 'zod/mini';
import { describe, Text } from './parts.ts';
import { User } from './users.ts';

export const LoggedIn = describe(
  z.safeExtend(User, {
    session: describe(
      z.strictObject({
        access_token: describe(Text, 'The session: the bearer token of the following requests. It is not shown again.'),
        expires_in: describe(z.int(), 'The lifetime of the session in seconds.'),
      }),
      'The session of the person.',
    ),
  }),
  'The account of the person, and a new session.',
);
export type LoggedIn = z.infer<typeof LoggedIn>;

export const ExchangedToken = describe(
  z.strictObject({
    access_token: describe(Text, 'The session: the bearer token of the following requests. It is not shown again.'),
    issued_token_type: describe(
      z.literal('urn:ietf:params:oauth:token-type:access_token'),
      'The type of the issued token (RFC 8693, section 3).',
    ),
    token_type: describe(z.literal('Bearer'), 'How the access token is used (RFC 6750).'),
    expires_in: describe(z.int(), 'The lifetime of the session in seconds.'),
  }),
  'A token exchange response (RFC 8693, section 2.2.1).',
);
export type ExchangedToken = z.infer<typeof ExchangedToken>;
