// The API document on /api/users and /api/me.
import * as contracts from '../../shared/contracts/users.ts';
import { PAGING, type Section, USER_ID } from './documentation.ts';
import { blockingToken, issuedToken, listOf, token, user, userSummary } from './examples.ts';

const FIELDS = {
  name: 'What people call it: 1-255 characters, none of them a control character.',
  teams: 'Names of teams, in any case, each once: at most 20 besides `Public`, which is always included.',
};

export const users: Section = {
  name: 'Users',
  description: 'Accounts of machines (Service Users) and of people.',
  operations: [
    {
      operation: contracts.createUser,
      summary: 'Create a user, and its first token with it',
      description:
        'The `user_id` of a Service User is made from its name, that of a person is the e-mail in lower case. With `token`, user and token are made awaitAll or not at all.',
      fields: {
        ...FIELDS,
        email: 'Required for a Human, and not accepted for a Service User.',
        token: 'The first token of a Service User; it is answered under `token`.',
      },
      request: { name: 'Airflow Service User', teams: ['Data'], token: { name: 'production', expires_in_days: 90 } },
      answer: 'CreatedUser',
      example: { ...user, token: issuedToken },
      problems: ['lifetime_not_allowed', 'never_expiring_not_allowed', 'user_id_taken', 'token_id_taken'],
      storage: 'written',
    },
    {
      operation: contracts.listUsers,
      summary: 'List users',
      fields: {
        ...PAGING,
        name: 'Part of the name, in any case.',
        team: 'The name of a team, in any case.',
        include_deleted: 'Lists deactivated users as well.',
      },
      answer: 'UserList',
      example: listOf(user),
      storage: 'read',
    },
    {
      operation: contracts.getUser,
      summary: 'Read a user',
      id: USER_ID,
      answer: 'User',
      example: user,
      problems: ['user_not_found'],
      storage: 'read',
    },
    {
      operation: contracts.updateUser,
      summary: 'Change a user',
      description: 'What is left out stays as it is, and so does the `user_id`. It counts for the very next request.',
      id: USER_ID,
      fields: {
        ...FIELDS,
        iam_principals:
          'IAM roles or users that the Service User acts for, as `<arn>` or `<arn>#<unique id>`: all of them, the given list replaces the old one.',
      },
      request: { role: 'Manager', iam_principals: ['arn:aws:iam::123456789012:role/airflow-worker'] },
      answer: 'User',
      example: { ...user, role: 'Manager', iam_principals: ['arn:aws:iam::123456789012:role/airflow-worker'] },
      problems: ['not_a_service_user', 'last_human_admin', 'change_too_large', 'user_not_found', 'iam_principal_taken'],
      storage: 'written',
    },
    {
      operation: contracts.deactivateUser,
      summary: 'Deactivate a user',
      description:
        'Refused while a Service User has an active token. The tokens of a person die with the account. A deactivated account is refused whatever it shows.',
      id: USER_ID,
      problems: ['active_tokens', 'last_human_admin', 'user_not_found'],
      storage: 'written',
    },
    {
      operation: contracts.previewDeactivation,
      summary: 'See what a deactivation would meet, and what it would cut off',
      id: USER_ID,
      answer: 'DeactivationPreview',
      example: {
        user: userSummary,
        blocked_by: ['active_tokens'],
        active_tokens: [blockingToken],
        tokens: [token],
        last_used: token.last_used,
        iam_principals: [],
        teams: ['Public', 'Data'],
        datastores: { total: 1, items: [{ id: 1, name: 'Warehouse' }] },
      },
      problems: ['user_not_found'],
      storage: 'read',
    },
    {
      operation: contracts.reactivateUser,
      summary: 'Reactivate a user',
      description: 'No token is restored by it: restore each, or make new ones.',
      id: USER_ID,
      answer: 'User',
      example: user,
      problems: ['user_not_found'],
      storage: 'written',
    },
    {
      operation: contracts.revokeUserTokens,
      summary: 'Revoke all active tokens of a Service User at once',
      id: USER_ID,
      answer: 'RevokedTokens',
      example: { revoked: 1 },
      problems: ['not_a_service_user', 'user_not_found'],
      storage: 'written',
    },
    {
      operation: contracts.getMe,
      summary: 'Who the caller is',
      answer: 'Me',
      example: { ...user, authenticated_by: 'service_token' },
      problems: ['user_not_found'],
      storage: 'read',
    },
  ],
};
