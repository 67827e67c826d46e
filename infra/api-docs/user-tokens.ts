// The API document on /api/user-tokens.
import * as contracts from '../../shared/contracts/user-tokens.ts';
import { OWN_TOKEN_ID, PAGING, type Section, TOKEN_ID } from './documentation.ts';
import { issuedToken, listOf, personalToken, token } from './examples.ts';

const WHOSE =
  'Service tokens are managed by Admins, a personal token by its owner alone: for everybody else it does not exist.';

export const userTokens: Section = {
  name: 'Tokens',
  description: `Service tokens of Service Users, and personal tokens of people. ${WHOSE}`,
  operations: [
    {
      operation: contracts.createToken,
      summary: 'Make a token',
      description: 'For a Service User (Admins), or without `user_id` a personal one for the caller (people).',
      fields: {
        name: 'Given once an account.',
        user_id: 'The integer `id` of the Service User.',
        expires_in_days: 'null = never.',
      },
      request: { name: 'production', user_id: 2, expires_in_days: 90 },
      answer: 'IssuedToken',
      example: issuedToken,
      problems: [
        'user_deactivated',
        'not_a_service_user',
        'token_limit_reached',
        'lifetime_not_allowed',
        'never_expiring_not_allowed',
        'forbidden',
        'user_not_found',
        'token_name_taken',
        'token_id_taken',
      ],
      storage: 'written',
    },
    {
      operation: contracts.listPersonalTokens,
      summary: 'List the personal tokens of the caller',
      fields: PAGING,
      answer: 'TokenList',
      example: listOf(personalToken),
      storage: 'read',
    },
    {
      operation: contracts.listServiceTokens,
      summary: 'List service tokens',
      fields: { ...PAGING, user_id: 'The integer `id` of a Service User.' },
      answer: 'TokenList',
      example: listOf(token),
      storage: 'read',
    },
    {
      operation: contracts.getToken,
      summary: 'Read a token',
      description: WHOSE,
      id: TOKEN_ID,
      answer: 'Token',
      example: token,
      problems: ['forbidden', 'token_not_found'],
      storage: 'read',
    },
    {
      operation: contracts.updateToken,
      summary: 'Revoke or restore a token',
      description: `A revocation counts for every request that starts after it was answered. ${WHOSE}`,
      id: TOKEN_ID,
      fields: { revoke: '`true` revokes, `false` restores.' },
      request: { revoke: true },
      answer: 'Token',
      example: { ...token, status: 'Revoked', active: false },
      problems: ['token_expired', 'token_compromised', 'user_deactivated', 'forbidden', 'token_not_found'],
      storage: 'written',
    },
    {
      operation: contracts.rotateToken,
      summary: 'Give a token a new secret',
      description: `The old secret works until the overlap ends. A rotation whose answer was lost is repeated with the old secret. ${WHOSE}`,
      id: OWN_TOKEN_ID,
      fields: {
        overlap_hours: 'How long the old secret goes on working; left out: 24 hours, or as long as the policy allows.',
        expires_in_days: 'From now, null = never; left out, the token expires when it would have.',
      },
      request: { overlap_hours: 24 },
      answer: 'IssuedToken',
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
        'secret_replaced',
        'lifetime_not_allowed',
        'never_expiring_not_allowed',
        'overlap_not_allowed',
        'forbidden',
        'token_not_found',
      ],
      storage: 'written',
    },
    {
      operation: contracts.deleteToken,
      summary: 'Delete a token that is not active',
      description: WHOSE,
      id: TOKEN_ID,
      problems: ['token_active', 'forbidden', 'token_not_found'],
      storage: 'written',
    },
  ],
};
