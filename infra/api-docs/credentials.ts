// The API document of the operations on credentials: /api/login, /api/logout, /api/oauth, /api/introspect and /api/leaked-tokens.
import { introspect } from '../../shared/contracts/introspect.ts';
import { reportLeakedTokens } from '../../shared/contracts/leaked-tokens.ts';
import { logIn, logOut } from '../../shared/contracts/login.ts';
import { ACCESS_TOKEN, exchangeToken, TOKEN_EXCHANGE } from '../../shared/contracts/oauth.ts';
import { person, SECRET, SESSION } from './examples.ts';
import type { Section } from './types.ts';

export const credentials: Section = {
  name: 'Credentials',
  description: 'Log in and out, check a token, and report a leaked token.',
  operations: [
    {
      operation: logIn,
      summary: 'Log in with an ID token',
      description:
        'Records the login of a person, and returns their account and a session, which is the bearer token of the following requests. Send the ID token of the OIDC issuer as the bearer token or in the body. An ID token logs in once. The first login creates the account if the domain of the e-mail address is allowed. A Service User cannot log in.',
      fields: { id_token: 'The ID token, if it is not the bearer token.' },
      request: { id_token: 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhZG1pbkBleGFtcGxlLmNvbSJ9.c2lnbmF0dXJl' },
      response: 'LoggedIn',
      example: { ...person, session: { access_token: SESSION, expires_in: 28_800 } },
      problems: [
        'unauthorized',
        'two_credentials',
        'service_user_cannot_log_in',
        'user_deactivated_login',
        'not_invited',
        'email_not_verified',
        'id_token_used',
        'id_token_outdated',
        'identity_mismatch',
        'subject_taken',
        'user_id_taken',
      ],
      storage: 'written',
    },
    {
      operation: logOut,
      summary: 'Log out',
      description: 'Ends the session that makes the request. Other sessions of the account are not affected.',
      problems: ['session_required'],
      storage: 'written',
    },
    {
      operation: exchangeToken,
      summary: 'Exchange an OIDC token for a session',
      description:
        'Exchanges the OIDC token of a workload, such as a pipeline, for a session of the Service User whose federation policy accepts it; without `client_id`, the ID token of a person for a session of the person (RFC 8693). Every rejection of a token is the same `invalid_grant`: an Admin finds the reason with the test of the federation policy. Errors have the members of OAuth (RFC 6749, section 5.2) and those of a problem document.',
      fields: {
        grant_type: 'The grant type of token exchange.',
        subject_token: 'The OIDC token of the workload, or the ID token of the person; at most 16 KiB.',
        subject_token_type: 'The type of the OIDC token. Both values mean the same here.',
        requested_token_type: 'The type of the issued token.',
        client_id: 'The `user_id` or the `id` of the Service User. Leave it out for a person.',
      },
      request: {
        grant_type: TOKEN_EXCHANGE,
        subject_token: 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJyZXBvOmFjbWUvZXRsIn0.c2lnbmF0dXJl',
        subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
        client_id: 'airflow_service_user@service',
      },
      response: 'ExchangedToken',
      example: { access_token: SESSION, issued_token_type: ACCESS_TOKEN, token_type: 'Bearer', expires_in: 900 },
      problems: ['invalid_grant', 'unsupported_grant_type', 'two_credentials', 'issuer_keys_unavailable'],
      storage: 'written',
    },
    {
      operation: introspect,
      summary: 'Introspect a token or session',
      description:
        'Returns whether a token or session is valid now, and the account that it belongs to (RFC 7662). It does not count as a use of the token.',
      fields: { token: 'The secret of the token or session. Other parameters are ignored.' },
      request: { token: SECRET },
      response: 'Introspection',
      example: {
        active: true,
        sub: 'airflow_service_user@service',
        token_type: 'Bearer',
        exp: 1803206527,
        iat: 1795430527,
        role: 'Member',
        teams: ['Public', 'Data'],
        user_type: 'Service',
        scope: 'datastores:read teams:read',
        allowed_cidrs: ['203.0.113.0/24'],
      },
      storage: 'read',
    },
    {
      operation: reportLeakedTokens,
      summary: 'Report leaked tokens',
      description:
        'Marks every token in the texts as `Compromised`, and ends every session. A token is found by its pattern and checksum, whatever characters surround it. The first 100 distinct tokens of a report are processed. A compromised token is rejected and cannot be restored. The response is the same for every token, whether it exists or not. A body that is an array is a report of GitHub secret scanning, and must have a valid signature of GitHub.',
      fields: { tokens: 'Texts that contain leaked tokens.', token: 'A text that contains a leaked token.' },
      request: { tokens: [SECRET] },
      response: 'Empty',
      example: {},
      problems: ['bad_signature', 'signature_keys_unavailable'],
      storage: 'written',
    },
  ],
};
