// The API document of /api/user-tokens.
import * as contracts from '../../shared/contracts/user-tokens.ts';
import { EXAMPLE_ID, issuedToken, listOf, personalToken, token } from './examples.ts';
import { FIRST_PAGE, NARROWING, OWN_TOKEN_ID, PAGING, SHORT_PAGES, TOKEN_ID } from './parameters.ts';
import type { Section } from './types.ts';

const ACCESS =
  'Admins manage service tokens. People manage their own personal tokens, which are not visible to others.';

export const userTokens: Section = {
  name: 'Tokens',
  description: `The service tokens of Service Users and the personal tokens of people. ${ACCESS}`,
  operations: [
    {
      operation: contracts.createToken,
      summary: 'Create a token',
      description:
        'Creates a service token for the Service User with the `user_id` (Admins only). Without `user_id`, creates a personal token for the caller: a person in an interactive session, not a token. The secret is returned only in this response.',
      fields: {
        name: 'The name of the token, unique within its account.',
        user_id: 'The `id` or the `user_id` of the Service User.',
        expires_in_days:
          'The lifetime in days, or null for a token that never expires. By default `default_lifetime_days` of the policy.',
        ...NARROWING,
      },
      request: {
        name: token.name,
        user_id: EXAMPLE_ID,
        expires_in_days: 90,
        scopes: token.scopes,
        allowed_cidrs: token.allowed_cidrs,
      },
      response: 'IssuedToken',
      example: issuedToken,
      problems: [
        'user_deactivated',
        'not_a_service_user',
        'token_limit_reached',
        'lifetime_not_allowed',
        'never_expiring_not_allowed',
        'interactive_session_required',
        'human_required',
        'narrowed_credential',
        'scopes_required',
        'cidrs_required',
        'account_too_large',
        'forbidden',
        'user_not_found',
        'token_name_taken',
        'token_id_taken',
      ],
      storage: 'written',
    },
    {
      operation: contracts.listPersonalTokens,
      summary: 'List your personal tokens',
      description: 'Returns the personal tokens of the caller.',
      fields: PAGING,
      query: FIRST_PAGE,
      response: 'TokenList',
      example: listOf(personalToken),
      storage: 'read',
    },
    {
      operation: contracts.listServiceTokens,
      summary: 'List service tokens',
      description: `Returns the service tokens that match all filters, ordered by creation; by expiration with \`expires_before\` or the status \`Active\` or \`Expired\`, whose total is null for more than 1,000 tokens. ${SHORT_PAGES}`,
      fields: {
        ...PAGING,
        user_id: 'Returns only tokens of the Service User with this `id` or `user_id`.',
        status: 'Returns only tokens with this status.',
        name: 'Returns only tokens whose name contains this text, in any case. There is no total then.',
        expires_before:
          'Returns only tokens that expire, or have expired, before this time: ISO 8601 with an offset, or a date (its start in UTC).',
        unused_since:
          'Returns only tokens whose last use, or creation if they were never used, is before this time. There is no total then, `page` is 1, and 1,000 items are skipped at a time.',
      },
      query: {
        ...FIRST_PAGE,
        user_id: EXAMPLE_ID,
        status: 'Active',
        name: 'prod',
        expires_before: '2026-12-01',
        unused_since: '2026-09-01T00:00:00Z',
      },
      response: 'TokenList',
      example: listOf(token),
      storage: 'read',
    },
    {
      operation: contracts.getToken,
      summary: 'Get a token',
      description: `Returns a token, without its secret. ${ACCESS}`,
      id: TOKEN_ID,
      response: 'Token',
      example: token,
      problems: ['forbidden', 'token_not_found'],
      storage: 'read',
    },
    {
      operation: contracts.updateToken,
      summary: 'Revoke, restore or narrow a token',
      description: `Revokes an active token, or restores a revoked one, or changes its scopes and addresses. The change applies to every request that starts after the response. ${ACCESS}`,
      id: TOKEN_ID,
      fields: {
        revoke: '`true` revokes the token, `false` restores it. It cannot be sent together with the other fields.',
        scopes: 'The new scopes of the token. Null allows everything that its account may do.',
        allowed_cidrs: 'The new addresses and networks that the token may be used from. Any if empty.',
      },
      request: { revoke: true },
      response: 'Token',
      example: { ...token, status: 'Revoked', active: false },
      problems: [
        'token_expired',
        'token_compromised',
        'user_deactivated',
        'tokens_expire_too_late',
        'tokens_never_expire',
        'interactive_session_required',
        'human_required',
        'narrowed_credential',
        'scopes_required',
        'cidrs_required',
        'account_too_large',
        'forbidden',
        'token_not_found',
      ],
      storage: 'written',
    },
    {
      operation: contracts.rotateToken,
      summary: 'Rotate a token',
      description: `Gives a token a new secret. The previous secret is accepted until the overlap ends. If the response to a self-rotation is lost, repeat it with the previous secret before the new one is used. No scope is needed with \`self\`. ${ACCESS}`,
      id: OWN_TOKEN_ID,
      fields: {
        overlap_hours:
          'The time that the previous secret is still accepted, in hours. By default 24, or the maximum of the policy if that is less.',
        expires_in_days:
          'The new lifetime in days from now, or null for a token that never expires. A token that rotates itself can set at most its `lifetime_days`, which is also its default. Otherwise the expiration stays the same by default.',
      },
      request: { overlap_hours: 24 },
      response: 'IssuedToken',
      example: {
        ...issuedToken,
        previous_secret_expires: '2026-11-24T10:45:00.000Z',
        previous_secret_last_used: token.last_used,
      },
      problems: [
        'token_revoked',
        'token_expired',
        'token_compromised',
        'user_deactivated',
        'secret_superseded',
        'interactive_session_required',
        'human_required',
        'narrowed_credential',
        'scopes_required',
        'cidrs_required',
        'lifetime_not_allowed',
        'never_expiring_not_allowed',
        'tokens_expire_too_late',
        'tokens_never_expire',
        'overlap_not_allowed',
        'forbidden',
        'token_not_found',
      ],
      storage: 'written',
    },
    {
      operation: contracts.deleteToken,
      summary: 'Delete a token',
      description: `Deletes a token that is not active. Revoke an active token first. ${ACCESS}`,
      id: TOKEN_ID,
      problems: ['token_active', 'forbidden', 'token_not_found'],
      storage: 'written',
    },
  ],
};
