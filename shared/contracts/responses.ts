// The response bodies of the API. Functions import only their types. The schemas are for the API document, in which each is
// a component with its name here, and for clients that validate responses.
import * as z from 'zod/mini';
import { FINDINGS } from '../domain/access-review.ts';
import { ACTOR_PROOFS, ACTOR_TYPES, AUDIT_ACTIONS } from '../domain/audit.ts';
import { AUTHENTICATED_BY } from '../domain/principal.ts';
import { TOKEN_STATUSES, TOKEN_TYPES } from '../domain/token.ts';
import { USER_TYPES } from '../domain/user.ts';
import { Id, RoleField } from './fields.ts';

const Time = z.iso.datetime();
const Text = z.string();
const Texts = z.readonly(z.array(Text));

/** Returns the same schema with a description for the API document. */
function describe<Schema extends z.ZodMiniType>(schema: Schema, description: string): Schema {
  return schema.check(z.describe(description));
}

/** An enum that later versions may extend. In the API document it is a string with a list of known values. */
function extensible<const Values extends readonly string[]>(values: Values, description: string) {
  return z.enum(values).check(z.meta({ description, 'x-extensible-enum': values }));
}

/** One page of a list. */
function pageOf<Item>(item: z.ZodMiniType<Item>) {
  return z.strictObject({
    items: describe(z.readonly(z.array(item)), 'The items of this page.'),
    total: describe(
      z.nullable(z.int()),
      'The number of items on all pages. Null when you page by `cursor`, and when the list cannot be counted at a bounded cost: the audit log, and lists that are filtered by a part of a name, by an owner, by a label or by the last use.',
    ),
    page: describe(z.nullable(z.int()), 'The number of this page, from 1. Null when you page by `cursor`.'),
    size: describe(z.int(), 'The maximum number of items on a page.'),
    next_cursor: describe(z.nullable(Text), 'The `cursor` of the next page. Null on the last page.'),
  });
}
export type ListResponse<Item> = z.infer<ReturnType<typeof pageOf<Item>>>;

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

export const OAuthError = describe(
  z.looseObject({
    error: extensible(
      ['invalid_request', 'invalid_grant', 'unsupported_grant_type', 'temporarily_unavailable', 'server_error'],
      'The error code of OAuth.',
    ),
    error_description: describe(Text, 'What is wrong, and what to do.'),
    code: describe(Text, 'The stable identifier of the problem.'),
    status: describe(z.int(), 'The HTTP status.'),
  }),
  'An error of OAuth 2.0 (RFC 6749, section 5.2), with the members of a problem document.',
);

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

const NARROWING = {
  scopes: describe(
    z.nullable(Texts),
    'What the credential may do, as a part of what its account may do. Null for everything, empty for nothing but the operations without a scope.',
  ),
  allowed_cidrs: describe(Texts, 'The addresses and networks that it may be used from. Any if empty.'),
};

export const Token = describe(
  z.strictObject({
    id: describe(Id, 'The id of the token.'),
    name: describe(Text, 'The name of the token, unique within its account.'),
    type: extensible(TOKEN_TYPES, '`Service` for a token of a Service User, `Personal` for a token of a person.'),
    status: extensible(TOKEN_STATUSES, 'The state of the token. Only an `Active` token is accepted.'),
    active: describe(z.boolean(), 'Whether the status is `Active`.'),
    created: describe(Time, 'The time of creation.'),
    created_by: describe(Text, 'The `user_id` of the account that created the token.'),
    lifetime_days: describe(
      z.nullable(z.int()),
      'The granted lifetime in days: a token that rotates itself extends itself by at most this. Null if it never expires.',
    ),
    expiration: describe(z.nullable(Time), 'The time from which the token is expired. Null if it never expires.'),
    last_used: describe(
      z.nullable(Time),
      'The last use of the token, with its current or its previous secret, accurate to five minutes. A rotation does not reset it. Null if the token was never used.',
    ),
    ...NARROWING,
    hint: describe(Text, 'The start and the end of the secret, to recognize it by.'),
    previous_secret_expires: describe(
      z.optional(Time),
      'The end of the overlap: the previous secret is accepted until then. Present only during the overlap.',
    ),
    previous_secret_last_used: describe(
      z.optional(z.nullable(Time)),
      'The last use of the previous secret, before or after the rotation, accurate to five minutes. Present only during the overlap.',
    ),
    user: describe(UserSummary, 'The account that the token belongs to.'),
  }),
  'A token, without its secret.',
);
export type TokenView = z.infer<typeof Token>;

export const IssuedToken = describe(
  z.safeExtend(Token, {
    bearer_token: describe(Text, 'The secret. It is returned only this once. The system stores only its hash.'),
  }),
  'A token with its new secret.',
);
export type IssuedToken = z.infer<typeof IssuedToken>;

export const CreatedUser = describe(
  z.safeExtend(User, {
    token: describe(z.optional(IssuedToken), 'The first token, if the request asked for one.'),
  }),
  'A new account, with its first token if the request asked for one.',
);
export type CreatedUser = z.infer<typeof CreatedUser>;

export const RevokedTokens = describe(
  z.strictObject({
    revoked: describe(z.int(), 'The number of tokens that were active and are now revoked.'),
  }),
  'The result of a revocation.',
);
export type RevokedTokens = z.infer<typeof RevokedTokens>;

export const BlockingToken = describe(
  z.strictObject({
    id: Token.shape.id,
    name: Token.shape.name,
    expiration: Token.shape.expiration,
    last_used: Token.shape.last_used,
  }),
  'A token that blocks the deactivation of its account.',
);

export const FederationPolicy = describe(
  z.strictObject({
    id: describe(Id, 'The id of the policy.'),
    version: describe(
      z.int(),
      'The number of the version. Every change increments it and ends the sessions of the policy.',
    ),
    name: describe(Text, 'The name of the policy, unique within its account.'),
    issuer: describe(Text, 'The `iss` of the tokens, compared exactly.'),
    audience: describe(Text, 'The only `aud` of the tokens.'),
    subject: describe(
      z.nullable(Text),
      'The `sub` of the tokens, or a prefix of it that ends in `:*` or `/*`. Null if only the claims decide.',
    ),
    claims: describe(
      z.record(Text, z.union([Text, z.number(), z.boolean()])),
      'Further claims of the tokens, by their names or by JSON pointers (RFC 6901), with the values that they must equal.',
    ),
    session_minutes: describe(z.int(), 'The lifetime of a session in minutes.'),
    ...NARROWING,
    enabled: describe(z.boolean(), 'Whether tokens can be exchanged.'),
    jwks: describe(
      z.nullable(
        z.strictObject({
          keys: describe(z.readonly(z.array(z.record(Text, z.unknown()))), 'The public keys (RFC 7517).'),
        }),
      ),
      'The public keys of the issuer. Null if they are read from its discovery document.',
    ),
    last_used: describe(z.nullable(Time), 'The last exchange, accurate to five minutes. Null before the first one.'),
    last_subject: describe(z.nullable(Text), 'The `sub` of the token of that exchange.'),
    last_refused: describe(
      z.nullable(Time),
      'The last time that a valid token of the issuer was refused, accurate to five minutes. Null if none was.',
    ),
    warnings: describe(Texts, 'What makes the policy wider or less stable than it should be. Empty if nothing does.'),
  }),
  'Which OIDC tokens of workloads can be exchanged for a session of the Service User.',
);
export type FederationPolicyView = z.infer<typeof FederationPolicy>;

export const FederationPolicyTestResult = describe(
  z.strictObject({
    matched: describe(z.boolean(), 'Whether the policy accepts the token: every check passed.'),
    checks: describe(
      z.readonly(
        z.array(
          z.strictObject({
            check: describe(
              Text,
              'What was checked: `user`, `enabled`, `token`, then `issuer`, `audience`, `subject` and `claims.<name>`. In place of `token` and the rest, the first check that an invalid token failed: `format`, `header`, `issuer`, `keys`, `key`, `signature`, `times` or `subject`.',
            ),
            passed: describe(z.boolean(), 'Whether the check passed.'),
            detail: describe(Text, 'What the policy requires and what the token has.'),
          }),
        ),
      ),
      'The checks in their order.',
    ),
  }),
  'The checks of a token by a federation policy.',
);
export type FederationPolicyTestResult = z.infer<typeof FederationPolicyTestResult>;

const DatastoreSummary = z.strictObject({
  id: describe(Id, 'The id of the datastore.'),
  name: describe(Text, 'The name of the datastore.'),
});

export const DeactivationPreview = describe(
  z.strictObject({
    user: describe(UserSummary, 'The account.'),
    blocked_by: describe(
      z.readonly(
        z.array(
          extensible(['active_tokens', 'last_human_admin'], 'The code of an error that blocks the deactivation.'),
        ),
      ),
      'The codes of the errors that block the deactivation now. Empty if nothing does.',
    ),
    active_tokens: describe(
      z.readonly(z.array(BlockingToken)),
      'The active tokens of a Service User, which you must revoke first.',
    ),
    tokens: describe(
      z.readonly(z.array(Token)),
      'All tokens of a Service User. Empty for a person, whose tokens only they can see.',
    ),
    sessions: describe(
      z.int(),
      'The number of sessions of the account, at most 1,000. They do not block the deactivation, which ends them.',
    ),
    last_used: describe(
      z.nullable(Time),
      'The last use of the account: of a token, a signed request or a login. Accurate to five minutes.',
    ),
    iam_principals: describe(Texts, 'The ARNs of the IAM roles and users that lose access.'),
    teams: describe(Texts, 'The names of the teams of the account.'),
    datastores: describe(
      z.strictObject({
        total: describe(z.nullable(z.int()), 'The number of datastores. Null for more than 10,000.'),
        items: describe(z.readonly(z.array(DatastoreSummary)), 'The first 50 datastores, ordered by name.'),
      }),
      'The datastores that the account can access.',
    ),
  }),
  'What blocks the deactivation of an account, and what the account loses.',
);
export type DeactivationPreview = z.infer<typeof DeactivationPreview>;

const ReviewedToken = describe(
  z.strictObject({
    id: Token.shape.id,
    name: Token.shape.name,
    status: Token.shape.status,
    created: Token.shape.created,
    age_days: describe(z.int(), 'The age of the token in days.'),
    secret_age_days: describe(z.int(), 'The age of the newest secret in days.'),
    expiration: Token.shape.expiration,
    last_used: Token.shape.last_used,
    would_revoke_on: describe(
      z.nullable(Time),
      'When `revoke_unused_after_days` of the policy revokes the token, unless it is used before. Null if it does not.',
    ),
  }),
  'A token of the Service User.',
);

const ReviewedFederationPolicy = describe(
  z.strictObject({
    id: FederationPolicy.shape.id,
    name: FederationPolicy.shape.name,
    issuer: FederationPolicy.shape.issuer,
    subject: FederationPolicy.shape.subject,
    claims: FederationPolicy.shape.claims,
    enabled: FederationPolicy.shape.enabled,
    last_used: FederationPolicy.shape.last_used,
  }),
  'A federation policy of the Service User.',
);

export const AccessReviewEntry = describe(
  z.strictObject({
    user: describe(User, 'The Service User.'),
    owners: describe(
      z.readonly(
        z.array(
          z.strictObject({
            user_id: User.shape.user_id,
            name: User.shape.name,
            email: User.shape.email,
            active: describe(z.boolean(), 'Whether the person is active.'),
          }),
        ),
      ),
      'The owners.',
    ),
    datastores: describe(
      z.strictObject({
        all: describe(z.boolean(), 'Whether the role reaches every datastore, which are not listed then.'),
        items: describe(z.readonly(z.array(DatastoreSummary)), 'The first 20 datastores, ordered by name.'),
        has_more: describe(z.boolean(), 'Whether the account reaches more datastores than these.'),
      }),
      'The datastores that the account can access.',
    ),
    tokens: describe(z.readonly(z.array(ReviewedToken)), 'All tokens, also those that are not active.'),
    federation_policies: describe(z.readonly(z.array(ReviewedFederationPolicy)), 'All federation policies.'),
    iam_principals: describe(
      z.readonly(
        z.array(
          z.strictObject({
            arn: describe(Text, 'The ARN of the IAM role or user.'),
            unique_id: describe(z.nullable(Text), 'The unique id that the binding is pinned to. Null if it is not.'),
          }),
        ),
      ),
      'The bound IAM roles and users.',
    ),
    findings: describe(
      z.readonly(
        z.array(
          z.strictObject({
            code: extensible(FINDINGS, 'What to look at.'),
            token_id: describe(z.optional(Id), 'The token that the finding is about.'),
            federation_policy_id: describe(z.optional(Id), 'The federation policy that the finding is about.'),
            iam_principal: describe(z.optional(Text), 'The IAM principal that the finding is about.'),
            owner: describe(z.optional(Text), 'The `user_id` of the owner that the finding is about.'),
          }),
        ),
      ),
      'What a reviewer should look at. Empty if nothing.',
    ),
  }),
  'A Service User in the access review.',
);
export type AccessReviewEntry = z.infer<typeof AccessReviewEntry>;

export const Introspection = describe(
  z.union([
    z.strictObject({ active: describe(z.literal(false), 'The token is not valid now, for any reason.') }),
    z.strictObject({
      active: describe(z.literal(true), 'The token is valid now.'),
      sub: describe(Text, 'The `user_id` of the account.'),
      token_type: describe(z.literal('Bearer'), 'The type of the token.'),
      exp: describe(z.optional(z.int()), 'The expiration in seconds since the epoch. Absent if it never expires.'),
      iat: describe(z.int(), 'The time of issue in seconds since the epoch.'),
      role,
      teams: User.shape.teams,
      user_type,
      scope: describe(
        z.optional(Text),
        'The scopes, separated by spaces. Absent if the token may do everything that its account may do.',
      ),
      allowed_cidrs: describe(
        Texts,
        'The addresses and networks that the token may be used from; any if empty. Compare them with the address of your client.',
      ),
    }),
  ]),
  'A token introspection response (RFC 7662, section 2.2).',
);
export type Introspection = z.infer<typeof Introspection>;

export const Policy = describe(
  z.strictObject({
    max_lifetime_days: describe(z.int(), 'The maximum lifetime of a token that expires, in days.'),
    default_lifetime_days: describe(
      z.int(),
      'The lifetime in days of a token whose request has no `expires_in_days`, but at most `max_lifetime_days`.',
    ),
    never_expiring_roles: describe(
      z.readonly(z.array(RoleField)),
      'The roles whose accounts may have tokens that never expire.',
    ),
    scopes_required_for: describe(
      z.readonly(z.array(RoleField)),
      'The roles whose tokens and federation policies must have `scopes`.',
    ),
    cidrs_required_for: describe(
      z.readonly(z.array(RoleField)),
      'The roles whose tokens and federation policies must have `allowed_cidrs`.',
    ),
    max_overlap_hours: describe(
      z.int(),
      'The maximum time that a previous secret is accepted after a rotation, in hours.',
    ),
    max_tokens_per_account: describe(z.int(), 'The maximum number of tokens of an account. Expired ones do not count.'),
    unused_after_days: describe(z.int(), 'The number of days without use after which a token is reported as unused.'),
    session_hours: describe(z.int(), 'The lifetime of the session that a person gets at login, in hours.'),
    revoke_unused_after_days: describe(
      z.nullable(z.int()),
      'The number of days without use after which a token of a Service User is revoked. Each is announced 30, 7 and 1 days before. Null revokes none.',
    ),
    owner_required: describe(z.boolean(), 'Whether a Service User needs an owner when it is created or reactivated.'),
    purpose_required: describe(
      z.boolean(),
      'Whether a Service User needs a purpose when it is created or reactivated.',
    ),
  }),
  'The token policy of the workspace.',
);
export type PolicyView = z.infer<typeof Policy>;

export const Team = describe(
  z.strictObject({
    id: describe(Id, 'The id of the team.'),
    name: describe(Text, 'The name of the team, unique in the workspace.'),
    description: describe(Text, 'What the team is for.'),
  }),
  'A team.',
);
export type TeamView = z.infer<typeof Team>;

export const Datastore = describe(
  z.strictObject({
    ...DatastoreSummary.shape,
    teams: describe(
      Texts,
      'The names of the teams whose members can access the datastore. Without teams, only Admins can.',
    ),
  }),
  'A datastore.',
);
export type DatastoreView = z.infer<typeof Datastore>;

export const AuditEntry = describe(
  z.strictObject({
    id: describe(z.int(), 'The id of the entry. Later entries have larger ids.'),
    at: describe(Time, 'The time of the change.'),
    actor: describe(
      z.strictObject({
        user_id: describe(Text, 'The `user_id` of the account.'),
        user_type: extensible(ACTOR_TYPES, 'The type of the account, or `System` for the deployment itself.'),
        authenticated_by: extensible(ACTOR_PROOFS, 'The kind of credential that the request was made with.'),
        iam_arn: describe(z.optional(Text), 'The ARN of the IAM session that signed the request, if one did.'),
        federation: describe(
          z.optional(
            z.strictObject({
              policy_id: describe(z.int(), 'The id of the federation policy.'),
              policy: describe(Text, 'The name of the federation policy at that time.'),
              subject: describe(Text, 'The claim `sub` of the token that was exchanged.'),
            }),
          ),
          'How a workload got the session that made the request.',
        ),
      }),
      'The account that made the change.',
    ),
    action: extensible(AUDIT_ACTIONS, 'The kind of change.'),
    target: describe(Text, 'What was changed: the `user_id` of an account, `team:<id>`, `datastore:<id>` or `policy`.'),
    changes: describe(
      z.record(
        Text,
        z.strictObject({
          from: describe(z.unknown(), 'The value before the change.'),
          to: describe(z.unknown(), 'The value after the change.'),
        }),
      ),
      'The changed fields by their paths, such as `role` or `tokens.7.revoked_at`.',
    ),
    request_id: describe(Text, 'The id of the request, as in the logs.'),
    source_ip: describe(Text, 'The IP address that the request came from.'),
  }),
  'A change and the account that made it.',
);
export type AuditEntryView = z.infer<typeof AuditEntry>;

export const UserList = describe(pageOf(User), 'A page of users.');
export const TokenList = describe(pageOf(Token), 'A page of tokens.');
export const FederationPolicyList = describe(pageOf(FederationPolicy), 'A page of federation policies.');
export const TeamList = describe(pageOf(Team), 'A page of teams.');
export const DatastoreList = describe(pageOf(Datastore), 'A page of datastores.');
export const AccessReview = describe(pageOf(AccessReviewEntry), 'A page of the access review.');
export const AuditEntryList = describe(pageOf(AuditEntry), 'A page of audit entries.');

export const Empty = describe(z.strictObject({}), 'An empty object.');

export const OpenApi = describe(
  z.looseObject({ openapi: describe(Text, 'The version of the OpenAPI Specification.') }),
  'An OpenAPI 3.1 document.',
);

export const Problem = describe(
  z.strictObject({
    type: describe(Text, 'The URN of the kind of problem: `urn:service-users:problem:<code>`.'),
    title: describe(Text, 'The kind of problem, in words.'),
    status: describe(z.int().check(z.minimum(400), z.maximum(599)), 'The HTTP status.'),
    detail: describe(Text, 'What is wrong and what to do, for people. It may change.'),
    code: describe(Text, 'The stable identifier of the problem. Decide by it.'),
  }),
  'A problem document (RFC 9457).',
);

export const ValidationProblem = describe(
  z.safeExtend(Problem, {
    code: describe(z.literal('validation_failed'), 'The stable identifier of the problem.'),
    errors: describe(
      z.array(
        z.strictObject({
          path: describe(
            Text,
            'The path of the field or the name of the parameter, such as `token.name`. Empty for the whole body.',
          ),
          message: describe(Text, 'What is wrong with it.'),
        }),
      ),
      'The fields and parameters that do not match the schema.',
    ),
  }),
  'A problem document for a request that does not match its schema.',
);

export const ActiveTokensProblem = describe(
  z.safeExtend(Problem, {
    code: describe(z.literal('active_tokens'), 'The stable identifier of the problem.'),
    active_tokens: describe(z.array(BlockingToken), 'The active tokens of the Service User.'),
  }),
  'A problem document for the deactivation of a Service User that has active tokens.',
);

export const AlreadyCreatedProblem = describe(
  z.safeExtend(Problem, {
    code: describe(z.literal('already_created'), 'The stable identifier of the problem.'),
    id: describe(Id, 'The identifier of the user or token that was created.'),
  }),
  'A problem document for a repeated creation with the same `Idempotency-Key`.',
);

export const TokenPolicyProblem = describe(
  z.safeExtend(Problem, {
    code: extensible(
      ['cidrs_required', 'lifetime_not_allowed', 'never_expiring_not_allowed', 'scopes_required'],
      'The stable identifier of the problem.',
    ),
    tokens: describe(
      z.array(
        z.strictObject({
          id: describe(Id, 'The identifier of the token.'),
          name: describe(Text, 'The name of the token.'),
        }),
      ),
      'The existing tokens that the token policy does not allow.',
    ),
  }),
  'A problem document for a change that the token policy does not allow because of existing tokens.',
);

export const InsufficientScopeProblem = describe(
  z.safeExtend(Problem, {
    code: describe(z.literal('insufficient_scope'), 'The stable identifier of the problem.'),
    required_scope: describe(Text, 'The scope that the operation requires.'),
  }),
  'A problem document for a credential without the scope of the operation.',
);

export const GatewayMessage = describe(
  z.strictObject({ message: describe(Text, 'The reason, in words.') }),
  'An error of API Gateway itself, for a request that did not reach a function.',
);
