// The responses about accounts.
import * as z from 'zod/mini';
import { AUTHENTICATED_BY } from '../../domain/principal.ts';
import { USER_TYPES } from '../../domain/user.ts';
import { Id, RoleField } from '../fields.ts';
import { describe, extensible, pageOf, Text, Texts, Time } from './parts.ts';

export const User = describe(
  z.strictObject({
    id: describe(Id, 'The id of the account.'),
    user_id: describe(Text, 'Derived from the name or the e-mail address. It is unique and never changes.'),
    user_name: describe(Text, 'The same as `user_id`.'),
    user_type: describe(z.enum(USER_TYPES), '`Service` for a Service User, `Human` for a person.'),
    name: describe(Text, 'The display name.'),
    email: describe(z.nullable(Text), 'The e-mail address of a person. Null for a Service User.'),
    role: describe(RoleField, 'The role of the account.'),
    teams: describe(Texts, 'The names of the teams of the account. `Public` is always included.'),
    iam_principals: describe(Texts, 'The ARNs of the IAM roles and users that are bound to the Service User.'),
    owners: describe(
      Texts,
      'The `user_id`s of the people who are responsible for the Service User. Empty for a person.',
    ),
    purpose: describe(z.nullable(Text), 'What the Service User is for. Null if it is not stated, and for a person.'),
    labels: describe(z.readonly(z.record(Text, Text)), 'The labels of the Service User. Empty for a person.'),
    managed_by: describe(
      z.nullable(Text),
      'The tool that manages the Service User, such as a file in git, which may undo changes that are made elsewhere. Null if there is none, and for a person.',
    ),
    created_at: describe(Time, 'The time of creation.'),
    created_by: describe(Text, 'The `user_id` of the account that created this one.'),
    last_login: describe(
      z.nullable(Time),
      'For a Service User, the last call with any credential, a token or a signature, accurate to five minutes. For a person, the last login; calls do not count. Null before the first one.',
    ),
    deleted_at: describe(z.nullable(Time), 'The time of deactivation. Null while the account is active.'),
    active_tokens: describe(
      z.nullable(z.int()),
      'The number of active tokens of the Service User. Null for a person, whose tokens only they can see.',
    ),
  }),
  'An account: a Service User or a person.',
);
export type UserView = z.infer<typeof User>;

const { id, user_id, user_name, email, name, role, user_type } = User.shape;
export const UserSummary = describe(
  z.strictObject({ id, user_id, user_name, email, name, role, user_type }),
  'The identity of an account.',
);
export type UserSummary = z.infer<typeof UserSummary>;

export const UpdatedUser = describe(
  z.safeExtend(User, {
    warnings: describe(
      z.optional(Texts),
      'IAM principals that more people or programs can use than a Service User should have. Present only with such a principal.',
    ),
  }),
  'An account after a change.',
);
export type UpdatedUser = z.infer<typeof UpdatedUser>;

const AuthenticatedBy = extensible(AUTHENTICATED_BY, 'The kind of credential that the request was made with.');

export const Me = describe(z.safeExtend(User, { authenticated_by: AuthenticatedBy }), 'The account of the caller.');
export type Me = z.infer<typeof Me>;

export const UserList = describe(pageOf(User), 'A page of users.');
