// The API document on what is asked with a credential in hand: /api/login, /api/introspect and /api/leaked-tokens.
import { introspect } from '../../shared/contracts/introspect.ts';
import { reportLeakedTokens } from '../../shared/contracts/leaked-tokens.ts';
import { logIn } from '../../shared/contracts/login.ts';
import type { Section } from './documentation.ts';
import { person, SECRET } from './examples.ts';

export const credentials: Section = {
  name: 'Credentials',
  description: 'Logging in, telling what a token is worth, and burning one that has leaked.',
  operations: [
    {
      operation: logIn,
      summary: 'Log in with an ID token of the OIDC issuer',
      description:
        'The ID token comes as the bearer credential, or in the body. It makes the account of a person whose e-mail domain is allowed. A Service User is refused, whatever it shows.',
      request: { id_token: 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhZG1pbkBleGFtcGxlLmNvbSJ9.c2lnbmF0dXJl' },
      answer: 'User',
      example: person,
      problems: [
        'unauthorized',
        'two_credentials',
        'service_user_cannot_log_in',
        'user_deactivated_login',
        'not_invited',
        'email_not_verified',
        'identity_mismatch',
        'subject_taken',
        'user_id_taken',
      ],
      storage: 'written',
    },
    {
      operation: introspect,
      summary: 'Tell what a token is worth now (RFC 7662)',
      fields: { token: 'The plaintext. Further parameters are hints, and not read.' },
      request: { token: SECRET },
      answer: 'Introspection',
      example: {
        active: true,
        sub: 'airflow_service_user@service',
        token_type: 'Bearer',
        exp: 1803206527,
        iat: 1795430527,
        role: 'Member',
        teams: ['Public', 'Data'],
        user_type: 'Service',
      },
      storage: 'read',
    },
    {
      operation: reportLeakedTokens,
      summary: 'Burn tokens that have leaked',
      description:
        'Whoever holds the plaintext may do it, and learns nothing from the answer. A burnt token is `Compromised`, and never restored. An array is a report of GitHub secret scanning, and must be signed by it.',
      request: { tokens: [SECRET] },
      answer: 'Nothing',
      example: {},
      problems: ['bad_signature', 'signature_keys_unavailable'],
      storage: 'written',
    },
  ],
};
