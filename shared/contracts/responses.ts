// The wire of what is answered. Functions know these by their types alone; the schemas themselves, each a component of the
// API document under its name here, are for that document and for whoever holds answers to it.
import * as z from 'zod/mini';
import { ACTOR_PROOFS, ACTOR_TYPES, AUDIT_ACTIONS } from '../domain/audit.ts';
import { AUTHENTICATED_BY } from '../domain/principal.ts';
import { TOKEN_STATUSES, TOKEN_TYPES } from '../domain/token.ts';
import { USER_TYPES } from '../domain/user.ts';
import { Id, RoleField } from './fields.ts';

const Time = z.iso.datetime();
const Text = z.string();
const Texts = z.readonly(z.array(Text));

/** The same schema with a sentence about it. */
function about<Schema extends z.ZodMiniType>(schema: Schema, description: string): Schema {
  return schema.check(z.describe(description));
}

/** A page of a list. */
function pageOf<Item>(item: z.ZodMiniType<Item>) {
  return z.strictObject({
    items: z.readonly(z.array(item)),
    total: about(
      z.optional(z.int()),
      'How many there are in all. Absent, like `page`, when the list is walked by cursor.',
    ),
    page: z.optional(z.int()),
    size: z.int(),
    next_cursor: about(z.nullable(Text), 'Where the next page starts; null at the end.'),
  });
}
export type ListResponse<Item> = z.infer<ReturnType<typeof pageOf<Item>>>;

export const User = z.strictObject({
  id: Id,
  user_id: about(Text, 'Made from the name or the e-mail; unique for good, and never changed.'),
  user_type: z.enum(USER_TYPES),
  name: Text,
  email: about(z.nullable(Text), 'Of a Human; null for a Service User.'),
  role: RoleField,
  teams: about(Texts, 'Names of teams; `Public` is always among them.'),
  iam_principals: about(Texts, 'ARNs of the IAM roles and users that a Service User acts for.'),
  created_at: Time,
  created_by: about(Text, 'The `user_id` of whoever created it: a record, not a link.'),
  last_login: about(z.nullable(Time), 'Of a Human: the last login. Of a Service User: its last signed request, about.'),
  deleted_at: about(z.nullable(Time), 'When it was deactivated; null = active.'),
});
export type UserView = z.infer<typeof User>;
export const UserList = pageOf(User);

const { id, user_id, name, role, user_type } = User.shape;
export const UserSummary = z.strictObject({ id, user_id, name, role, user_type });

export const Me = z.extend(User, { authenticated_by: z.enum(AUTHENTICATED_BY) });
export type Me = z.infer<typeof Me>;

export const Token = z.strictObject({
  id: Id,
  name: Text,
  type: z.enum(TOKEN_TYPES),
  status: z.enum(TOKEN_STATUSES),
  active: about(z.boolean(), 'Whether the status is `Active`.'),
  created: Time,
  created_by: about(Text, 'The `user_id` of whoever created it.'),
  expiration: about(z.nullable(Time), 'null = never.'),
  last_used: about(z.nullable(Time), 'Of the newest secret; noted at most once in five minutes.'),
  hint: about(Text, 'Enough of the plaintext to recognise it, too little to use it.'),
  previous_secret_expires: about(
    z.optional(Time),
    'After a rotation, while the old secret still works: when it stops working.',
  ),
  previous_secret_last_used: about(z.optional(z.nullable(Time)), 'When the old secret was last used.'),
  user: UserSummary,
});
export type TokenView = z.infer<typeof Token>;
export const TokenList = pageOf(Token);

export const IssuedToken = z.extend(Token, {
  bearer_token: about(Text, 'The plaintext. It is answered this once; only its hash is kept.'),
});
export type IssuedToken = z.infer<typeof IssuedToken>;

export const CreatedUser = z.extend(User, {
  token: about(z.optional(IssuedToken), 'The first token, when one was asked for.'),
});
export type CreatedUser = z.infer<typeof CreatedUser>;

export const RevokedTokens = z.strictObject({ revoked: about(z.int(), 'How many were active until now.') });
export type RevokedTokens = z.infer<typeof RevokedTokens>;

export const BlockingToken = z.strictObject({
  id: Id,
  name: Text,
  expiration: z.nullable(Time),
  last_used: z.nullable(Time),
});

export const DeactivationPreview = z.strictObject({
  user: UserSummary,
  blocked_by: about(
    z.readonly(z.array(z.enum(['active_tokens', 'last_human_admin']))),
    'The codes with which a deactivation would be refused now.',
  ),
  active_tokens: z.readonly(z.array(BlockingToken)),
  tokens: about(z.readonly(z.array(Token)), 'All tokens of a Service User; those of a person are told to nobody else.'),
  last_used: about(
    z.nullable(Time),
    'When the account last showed a credential whose use is noted: a token, a signature or a login.',
  ),
  iam_principals: Texts,
  teams: Texts,
  datastores: about(
    z.strictObject({ total: z.int(), items: z.readonly(z.array(z.strictObject({ id: Id, name: Text }))) }),
    'What the account reaches: how many, and the first fifty by name.',
  ),
});
export type DeactivationPreview = z.infer<typeof DeactivationPreview>;

export const Introspection = about(
  z.union([
    z.strictObject({ active: z.literal(false) }),
    z.strictObject({
      active: z.literal(true),
      sub: about(Text, 'The `user_id` of the account.'),
      token_type: z.literal('Bearer'),
      exp: about(z.optional(z.int()), 'Seconds since the epoch; absent when the secret never expires.'),
      iat: about(z.int(), 'Seconds since the epoch.'),
      role: RoleField,
      teams: Texts,
      user_type: z.enum(USER_TYPES),
    }),
  ]),
  'RFC 7662, 2.2. Of a token that is not valid now, for whatever reason, nothing is told but that.',
);
export type Introspection = z.infer<typeof Introspection>;

export const Policy = z.strictObject({
  max_lifetime_days: about(z.int(), 'The longest lifetime of a token that expires.'),
  never_expiring_roles: about(
    z.readonly(z.array(RoleField)),
    'The roles whose accounts may have tokens that never expire.',
  ),
  max_overlap_hours: about(z.int(), 'The longest that an old secret works after a rotation.'),
  max_tokens_per_account: about(z.int(), 'Tokens that an account may have; expired ones are not counted.'),
  unused_after_days: about(z.int(), 'Days without use after which a token is reported as unused.'),
});
export type PolicyView = z.infer<typeof Policy>;

export const Team = z.strictObject({ id: Id, name: Text, description: Text });
export type TeamView = z.infer<typeof Team>;
export const TeamList = pageOf(Team);

export const Datastore = z.strictObject({
  id: Id,
  name: Text,
  teams: about(Texts, 'Whose accounts reach it. Without any, only the Admin role does.'),
});
export type DatastoreView = z.infer<typeof Datastore>;
export const DatastoreList = pageOf(Datastore);

export const AuditEntry = z.strictObject({
  id: about(z.int(), 'Grows with time.'),
  at: Time,
  actor: z.strictObject({
    user_id: Text,
    user_type: z.enum(ACTOR_TYPES),
    authenticated_by: z.enum(ACTOR_PROOFS),
    iam_arn: about(z.optional(Text), 'Of the session that signed the request.'),
  }),
  action: z.enum(AUDIT_ACTIONS),
  target: about(Text, 'The `user_id` of the account, `team:<id>`, `datastore:<id>` or `policy`.'),
  changes: about(
    z.record(Text, z.strictObject({ from: z.unknown(), to: z.unknown() })),
    'What was and what is, by the path of the field: `role`, `tokens.7`, `tokens.7.revoked_at`.',
  ),
  request_id: Text,
  source_ip: Text,
});
export type AuditEntryView = z.infer<typeof AuditEntry>;
export const AuditEntryList = pageOf(AuditEntry);

export const Nothing = z.strictObject({});

export const OpenApi = about(z.looseObject({ openapi: Text }), 'A document of OpenAPI 3.1.');

export const Problem = about(
  z.strictObject({
    type: about(Text, '`urn:service-users:problem:<code>`'),
    title: Text,
    status: z.int(),
    detail: about(Text, 'A sentence for people.'),
    code: about(Text, 'Stable: decide by it.'),
  }),
  'RFC 9457.',
);

export const ValidationProblem = z.safeExtend(Problem, {
  code: z.literal('validation_failed'),
  errors: z.array(
    z.strictObject({
      path: about(Text, 'Of the field or parameter, as in `token.name`; empty for the body itself.'),
      message: Text,
    }),
  ),
});

export const ActiveTokensProblem = z.safeExtend(Problem, {
  code: z.literal('active_tokens'),
  active_tokens: about(z.array(BlockingToken), 'What stands in the way.'),
});

export const GatewayMessage = about(
  z.strictObject({ message: Text }),
  'What API Gateway itself answers, before any function is asked.',
);
