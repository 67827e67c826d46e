// The API document of /api/users and /api/me.
import * as contracts from '../../shared/contracts/users.ts';
import { blockingToken, EXAMPLE_ID, issuedToken, listOf, token, user, userSummary } from './examples.ts';
import { FIRST_PAGE, NARROWING, PAGING, SHORT_PAGES, USER_ID } from './parameters.ts';
import type { Section } from './types.ts';

const ROLE_ARN = 'arn:aws:iam::123456789012:role/airflow-worker';

const FIELDS = {
  name: 'The display name, without control characters.',
  role: 'The role of the account.',
  teams:
    'The names of teams, in any case, each of them once. At most 20 in addition to `Public`, which is always included.',
  owners:
    'The `user_id`s of up to 5 people who are responsible for the Service User. An owner must be active when they are added; a later deactivation changes nothing for the Service User. Not for people.',
  purpose:
    'What the Service User is for, in up to 500 characters, which may have line breaks. An empty text means none. Not for people.',
  labels:
    'Up to 20 labels. A key has 1-63 letters, digits or `.` `_` `/` `-`, and starts with a letter or digit; a value has up to 255 characters. Not for people.',
  managed_by:
    'The tool that manages the Service User, such as a file in git, in up to 100 characters. It restricts nothing, and informs people that their changes may be undone. An empty text means none. Not for people.',
};

export const users: Section = {
  name: 'Users',
  description: 'The accounts of Service Users and of people.',
  operations: [
    {
      operation: contracts.createUser,
      summary: 'Create a user',
      description:
        'Creates a Service User or a person. The `user_id` of a Service User is derived from its name in lower case: a space becomes an underscore, and every character except `a-z`, `0-9` and `_` is removed. `Airflow Service User` becomes `airflow_service_user@service`; `Pipeline-30` becomes `pipeline30@service`, and `pipeline.30` becomes `pipeline30@service`, too, so that the second one is rejected with 409. A `user_id` is unique for ever: a deactivated or renamed account keeps its own. The `user_id` of a person is their e-mail address in lower case. With `token`, the Service User and its first token are created in one transaction.',
      fields: {
        ...FIELDS,
        user_type: '`Service` for a Service User, `Human` for a person.',
        email: 'The e-mail address of a person. Required for `Human`, not allowed for `Service`.',
        token: 'The first token of a Service User. Its secret is returned under `token`.',
        'token.name': 'The name of the token.',
        'token.expires_in_days':
          'The lifetime in days, or null for a token that never expires. By default `default_lifetime_days` of the policy.',
        'token.scopes': NARROWING.scopes,
        'token.allowed_cidrs': NARROWING.allowed_cidrs,
      },
      request: {
        name: user.name,
        teams: ['Public'],
        labels: user.labels,
        token: { name: token.name, expires_in_days: 90 },
      },
      response: 'CreatedUser',
      example: { ...user, teams: ['Public'], owners: [], purpose: null, token: issuedToken },
      problems: [
        'lifetime_not_allowed',
        'never_expiring_not_allowed',
        'owner_required',
        'purpose_required',
        'human_required',
        'narrowed_credential',
        'scopes_required',
        'cidrs_required',
        'user_id_taken',
        'token_id_taken',
        'already_created',
        'idempotency_key_reused',
      ],
      storage: 'written',
    },
    {
      operation: contracts.listUsers,
      summary: 'List users',
      description: `Returns the users that match all filters. Deactivated users are left out unless you ask for them. ${SHORT_PAGES}`,
      fields: {
        ...PAGING,
        type: 'Returns only users of this type.',
        name: 'Returns only users whose name contains this text, in any case. There is no total then.',
        role: 'Returns only users with this role.',
        team: 'Returns only members of the team with this name, in any case.',
        owner:
          'Returns only Service Users with this owner: the `user_id` or the id of a person, or `me`. There is no total then.',
        label: 'Returns only Service Users with this label: `key`, `key=value` or `key:value`. There is no total then.',
        sort: 'The field to sort by.',
        sort_dir: 'The direction to sort in.',
        include_deleted: 'Whether to return deactivated users, too.',
        only_deleted: 'Whether to return deactivated users only.',
      },
      query: {
        ...FIRST_PAGE,
        type: 'Service',
        name: 'airflow',
        role: 'Member',
        team: 'Public',
        owner: 'jane@example.com',
        label: 'env=production',
        sort: 'created',
        sort_dir: 'desc',
        include_deleted: false,
        only_deleted: false,
      },
      response: 'UserList',
      example: listOf(user),
      storage: 'read',
    },
    {
      operation: contracts.getUser,
      summary: 'Get a user',
      description: 'Returns a user, also a deactivated one.',
      id: USER_ID,
      response: 'User',
      example: user,
      problems: ['user_not_found'],
      storage: 'read',
    },
    {
      operation: contracts.updateUser,
      summary: 'Update a user',
      description:
        'Changes the given fields. The other fields and the `user_id` stay the same. The change applies to the next request of the user.',
      id: USER_ID,
      fields: {
        ...FIELDS,
        iam_principals:
          'The ARNs of the IAM roles and users that act as the Service User, as `<arn>` or `<arn>#<unique id>`. They are stored without their path. The ARN of a session becomes that of its role. The list replaces the current one.',
      },
      request: { role: 'Manager', iam_principals: [ROLE_ARN] },
      response: 'UpdatedUser',
      example: { ...user, role: 'Manager', iam_principals: [ROLE_ARN] },
      problems: [
        'not_a_service_user',
        'last_human_admin',
        'tokens_never_expire',
        'owner_required',
        'purpose_required',
        'change_too_large',
        'human_required',
        'narrowed_credential',
        'scopes_required',
        'cidrs_required',
        'user_not_found',
        'iam_principal_taken',
      ],
      storage: 'written',
    },
    {
      operation: contracts.deactivateUser,
      summary: 'Deactivate a user',
      description:
        'Deactivates an account. Every credential of a deactivated account is rejected. A Service User with an active token cannot be deactivated: revoke its tokens first. The personal tokens of a person are revoked with the account.',
      id: USER_ID,
      problems: ['active_tokens', 'last_human_admin', 'human_required', 'user_not_found'],
      storage: 'written',
    },
    {
      operation: contracts.previewDeactivation,
      summary: 'Preview a deactivation',
      description: 'Returns the errors that block the deactivation of a user, and everything that would lose access.',
      id: USER_ID,
      response: 'DeactivationPreview',
      example: {
        user: userSummary,
        blocked_by: ['active_tokens'],
        active_tokens: [blockingToken],
        tokens: [token],
        sessions: 0,
        last_used: token.last_used,
        iam_principals: [],
        federation_policies: [],
        teams: ['Public', 'Data'],
        datastores: { total: 1, items: [{ id: EXAMPLE_ID, name: 'Warehouse' }] },
      },
      problems: ['user_not_found'],
      storage: 'read',
    },
    {
      operation: contracts.reactivateUser,
      summary: 'Reactivate a user',
      description:
        'Reactivates a deactivated account. Its tokens stay revoked: restore them, or create new ones. The account must have what the policy requires: an owner, a purpose.',
      id: USER_ID,
      response: 'User',
      example: user,
      problems: ['owner_required', 'purpose_required', 'human_required', 'narrowed_credential', 'user_not_found'],
      storage: 'written',
    },
    {
      operation: contracts.revokeUserTokens,
      summary: 'Revoke all tokens of an account',
      description:
        'Revokes all active tokens of a Service User or a person in one transaction. The personal tokens themselves stay hidden from Admins.',
      id: USER_ID,
      response: 'RevokedTokens',
      example: { revoked: 1 },
      problems: ['user_not_found'],
      storage: 'written',
    },
    {
      operation: contracts.unlinkIdentity,
      summary: 'Unlink the identity of a person',
      description:
        'Unlinks a person from the subject of the OIDC issuer, so that a re-created identity with the same verified e-mail address can link to the account at its next login. You cannot unlink yourself.',
      id: USER_ID,
      problems: ['not_a_person', 'forbidden', 'human_required', 'narrowed_credential', 'user_not_found'],
      storage: 'written',
    },
    {
      operation: contracts.getMe,
      summary: 'Get the caller',
      description:
        'Returns the account that makes the request, and the kind of credential that it uses. `GET /api/users/me` does the same.',
      response: 'Me',
      example: { ...user, authenticated_by: 'service_token' },
      problems: ['user_not_found'],
      storage: 'read',
    },
  ],
};
