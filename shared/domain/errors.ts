// Every error that a client may receive, one factory each: its kind, its stable code, and a message that says what is
// wrong, then what to do. Import it as a namespace: `throw errors.tokenExpired()`.

import { isQuotable, named } from './quote.ts';

/** Maps to an HTTP status and a title in `shared/contracts/problems.ts`. */
export type ErrorKind =
  | 'malformed'
  | 'rule'
  | 'unauthenticated'
  | 'forbidden'
  | 'not-found'
  | 'conflict'
  | 'unsupported-media-type'
  | 'invalid'
  | 'unavailable';

/** A field or parameter that does not fit the schema of the request. */
export interface FieldError {
  /** Path of the field, such as `token.name`; empty for the body as a whole. */
  readonly path: string;
  readonly message: string;
}

/** Part of the API: clients decide by it what to do. */
export type ErrorCode =
  | 'account_too_large'
  | 'active_tokens'
  | 'audience_too_common'
  | 'bad_signature'
  | 'busy'
  | 'change_too_large'
  | 'cidrs_required'
  | 'datastore_name_taken'
  | 'email_not_verified'
  | 'federation_policy_limit_reached'
  | 'federation_policy_name_taken'
  | 'forbidden'
  | 'human_required'
  | 'iam_principal_taken'
  | 'iam_principal_unbound'
  | 'id_token_outdated'
  | 'id_token_used'
  | 'identity_mismatch'
  | 'insufficient_scope'
  | 'interactive_session_required'
  | 'invalid_grant'
  | 'issuer_keys_unavailable'
  | 'last_human_admin'
  | 'lifetime_not_allowed'
  | 'malformed_json'
  | 'narrowed_credential'
  | 'never_expiring_not_allowed'
  | 'not_a_person'
  | 'not_a_service_user'
  | 'not_invited'
  | 'outcome_unknown'
  | 'overlap_not_allowed'
  | 'owner_required'
  | 'public_team'
  | 'purpose_required'
  | 'schema_too_new'
  | 'scopes_required'
  | 'secret_superseded'
  | 'service_user_cannot_log_in'
  | 'session_required'
  | 'signature_keys_unavailable'
  | 'storage_unavailable'
  | 'subject_taken'
  | 'subject_too_wide'
  | 'team_in_use'
  | 'team_name_taken'
  | 'team_not_yours'
  | 'token_active'
  | 'token_compromised'
  | 'token_expired'
  | 'token_id_taken'
  | 'token_limit_reached'
  | 'token_name_taken'
  | 'token_revoked'
  | 'two_credentials'
  | 'unauthorized'
  | 'unsupported_media_type'
  | 'unsupported_grant_type'
  | 'user_deactivated'
  | 'user_id_taken'
  | 'validation_failed'
  | 'workspace_founded'
  | `${Resource}_not_found`;

type Resource = 'user' | 'token' | 'federation_policy' | 'team' | 'datastore';

/** An error that the client is informed of. Nothing was changed, unless the code is `outcome_unknown`. */
export class DomainError extends Error {
  override readonly name = 'DomainError';
  readonly kind: ErrorKind;
  readonly code: ErrorCode;
  /** Further members of the problem document, such as `errors` or `active_tokens`. Never a secret. */
  readonly members: Readonly<Record<string, unknown>>;

  /** @param options - `cause` goes to the log only, never to the client. */
  constructor(
    kind: ErrorKind,
    code: ErrorCode,
    message: string,
    options: { readonly members?: Readonly<Record<string, unknown>>; readonly cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.kind = kind;
    this.code = code;
    this.members = options.members ?? {};
  }
}

// The request itself

export const malformedJson = () =>
  new DomainError('malformed', 'malformed_json', 'The request body is not valid JSON. Send a JSON document.');

export const malformedEncoding = () =>
  new DomainError('malformed', 'malformed_json', 'The request body is not valid UTF-8. Send UTF-8 text.');

export const missingBody = (accepted: string) =>
  new DomainError(
    'malformed',
    'malformed_json',
    `The request has no body. Send one with the header "Content-Type: ${accepted}".`,
  );

export const unsupportedMediaType = (accepted: string) =>
  new DomainError(
    'unsupported-media-type',
    'unsupported_media_type',
    `The media type of the request body is not supported. Send the header "Content-Type: ${accepted}".`,
  );

export const unsupportedCharset = () =>
  new DomainError(
    'unsupported-media-type',
    'unsupported_media_type',
    'The charset of the request body is not supported. Send UTF-8 text.',
  );

export const unsupportedContentCoding = (coding: string) =>
  new DomainError(
    'unsupported-media-type',
    'unsupported_media_type',
    `The content coding ${isQuotable(coding) ? `"${coding}" ` : ''}is not supported. Send the body without it.`,
  );

/** The message repeats the first field error, so that a client that shows only `detail` shows the cause. */
export const invalidRequest = (errors: readonly FieldError[]) =>
  new DomainError('invalid', 'validation_failed', firstCause(errors), { members: { errors } });

function firstCause([first]: readonly FieldError[]): string {
  if (first === undefined) return 'The request does not match its schema.';
  return first.path === '' ? `The request ${first.message}.` : `${first.path}: ${first.message}`;
}

/** A resource that does not exist and one that the caller may not see get the same response. */
export const notFound = (resource: Resource) =>
  new DomainError('not-found', `${resource}_not_found`, `There is no ${resource.replace('_', ' ')} with this id.`);

// Authentication

export const unauthorized = () =>
  new DomainError('unauthenticated', 'unauthorized', 'The request has no valid credential.');

export const idTokenUsed = () =>
  new DomainError(
    'unauthenticated',
    'id_token_used',
    'The ID token was used to log in before. Get a new one from the OIDC issuer.',
  );

export const idTokenOutdated = () =>
  new DomainError(
    'unauthenticated',
    'id_token_outdated',
    'The ID token was issued before the sessions of the account were ended. Get a new one from the OIDC issuer.',
  );

export const idTokenRequired = () =>
  new DomainError('unauthenticated', 'unauthorized', 'Log in with an ID token of the configured OIDC issuer.');

export const twoCredentials = () =>
  new DomainError('unauthenticated', 'two_credentials', 'The request has two credentials. Send only one.');

export const badSignature = () =>
  new DomainError('unauthenticated', 'bad_signature', 'The report does not have a valid signature of GitHub.');

/** R3. */
export const serviceUserCannotLogIn = () =>
  new DomainError(
    'forbidden',
    'service_user_cannot_log_in',
    'A Service User cannot log in. Call the API with its token or an IAM signature.',
  );

/** R7: a person with a deactivated account logs in, or the account of the caller was deactivated during the request. */
export const personDeactivated = () =>
  new DomainError('forbidden', 'user_deactivated', 'The account is deactivated. Ask an Admin to reactivate it.');

/** R7: a request is signed for a deactivated account. */
export const signedByDeactivatedUser = (arn: string) =>
  new DomainError(
    'forbidden',
    'user_deactivated',
    `The Service User bound to ${arn} is deactivated. Ask an Admin to reactivate it.`,
  );

export const iamPrincipalUnbound = (arn: string) =>
  new DomainError(
    'forbidden',
    'iam_principal_unbound',
    `No Service User is bound to ${arn}. Ask an Admin to add it to the iam_principals of one.`,
  );

export const notInvited = () =>
  new DomainError('forbidden', 'not_invited', 'There is no account for this e-mail address. Ask an Admin for one.');

export const emailNotVerified = () =>
  new DomainError(
    'forbidden',
    'email_not_verified',
    'The identity has no valid e-mail address that its OIDC issuer has verified. Ask the administrator of the issuer.',
  );

export const identityMismatch = () =>
  new DomainError('forbidden', 'identity_mismatch', 'The account is linked to another identity of this issuer.');

export const subjectTaken = () =>
  new DomainError('conflict', 'subject_taken', 'The identity is linked to another account.');

export const signatureKeysUnavailable = (cause: unknown) =>
  new DomainError(
    'unavailable',
    'signature_keys_unavailable',
    'The public keys of GitHub are not available. Nothing was changed. Send the report again.',
    { cause },
  );

// Authorization

export const roleRequired = (roles: readonly string[]) =>
  new DomainError('forbidden', 'forbidden', `This operation requires the role ${roles.join(' or ')}.`);

/** RFC 6750, section 3.1: the credential does not have the scope that the operation requires (R15). */
export const insufficientScope = (scope: string) =>
  new DomainError(
    'forbidden',
    'insufficient_scope',
    `The credential does not have the scope ${scope}, which this operation requires. Use another credential.`,
    { members: { required_scope: scope } },
  );

/** R15: a credential with scopes or addresses attempts what would give the caller a wider one. */
export const narrowedCredential = () =>
  new DomainError(
    'forbidden',
    'narrowed_credential',
    'A credential that is narrowed to scopes or addresses cannot create, restore or widen a credential, rotate the token of others, or give the role Admin. Use one that is not narrowed.',
  );

export const peopleOnly = () =>
  new DomainError('forbidden', 'forbidden', 'This operation is for people. A Service User cannot perform it.');

/** R9: a token attempts to create, restore or rotate a personal token. */
export const interactiveSessionRequired = () =>
  new DomainError(
    'forbidden',
    'interactive_session_required',
    'Personal tokens are created, restored and rotated in an interactive session. Log in, then try again.',
  );

/** R14: a Service User attempts what only people may do. @param action - Completes the sentence. */
export const sessionRequired = () =>
  new DomainError('forbidden', 'session_required', 'Only a session can log out. Revoke a token to end it.');

export const humanRequired = (action: string) =>
  new DomainError('forbidden', 'human_required', `A Service User cannot ${action}. Ask a human Admin.`);

export const notYourself = () =>
  new DomainError('forbidden', 'forbidden', 'You cannot do this to your own account. Ask another Admin.');

export const teamNotYours = () =>
  new DomainError(
    'forbidden',
    'team_not_yours',
    'A Manager can add a datastore only to teams they are a member of, and to Public.',
  );

// Users

export const userIdTaken = (userId: string) =>
  new DomainError(
    'conflict',
    'user_id_taken',
    `The user_id ${isQuotable(userId) ? userId : 'of the given name'} is taken. Choose another name.`,
  );

export const notAPerson = () =>
  new DomainError('rule', 'not_a_person', 'This operation is for the accounts of people only.');

export const notAServiceUser = () =>
  new DomainError('rule', 'not_a_service_user', 'This operation is for Service Users only.');

export const userDeactivated = () =>
  new DomainError('rule', 'user_deactivated', 'The account is deactivated. Reactivate it first.');

interface TokenName {
  readonly id: number;
  readonly name: string;
}

function namesOf(tokens: readonly TokenName[]): string {
  return tokens.map(({ name }) => name).join(', ');
}

/** R6. */
export const activeTokens = (tokens: readonly TokenName[]) =>
  new DomainError(
    'rule',
    'active_tokens',
    `The Service User has active tokens: ${namesOf(tokens)}. Revoke them first, then try again.`,
    { members: { active_tokens: tokens } },
  );

/** R8. */
export const lastHumanAdmin = () =>
  new DomainError(
    'rule',
    'last_human_admin',
    'The workspace must keep an active human Admin. Give the role Admin to another person first.',
  );

export const iamPrincipalTaken = (arn: string) =>
  new DomainError('conflict', 'iam_principal_taken', `${arn} is bound to another Service User. Remove it there first.`);

/** The first Admin is created once. Only the deployment can receive this error. */
export const workspaceFounded = () =>
  new DomainError('conflict', 'workspace_founded', 'The workspace already had its first Admin.');

// Tokens

export const tokenNameTaken = (name: string) =>
  new DomainError('conflict', 'token_name_taken', `The account already has a token ${named(name)}.`);

export const tokenIdTaken = (id: number) =>
  new DomainError('conflict', 'token_id_taken', `The token id ${id} is taken. Try again.`);

export const tokenLimitReached = (limit: number) =>
  new DomainError(
    'rule',
    'token_limit_reached',
    `An account can have at most ${limit} tokens. Delete one that is no longer needed.`,
  );

export const tokenActive = () =>
  new DomainError('rule', 'token_active', 'The token is active. Revoke it before you delete it.');

export const tokenNotActive = (status: 'Revoked' | 'Expired' | 'Compromised') => {
  const state = status.toLowerCase() as Lowercase<typeof status>;
  return new DomainError('rule', `token_${state}`, `The token is ${state}. Only an active token can be rotated.`);
};

export const tokenNotRestorable = (status: 'Expired' | 'Compromised') => {
  const state = status.toLowerCase() as Lowercase<typeof status>;
  return new DomainError('rule', `token_${state}`, `The token is ${state} and cannot be restored. Create a new one.`);
};

/** R13: a previous secret attempts a rotation that it is not entitled to. */
export const secretSuperseded = () =>
  new DomainError(
    'forbidden',
    'secret_superseded',
    'A newer secret of the token is in use, so that this secret can no longer rotate it. Use the newest secret.',
  );

// Token policy

export const neverExpiringNotAllowed = (role: string) =>
  new DomainError(
    'rule',
    'never_expiring_not_allowed',
    `The token policy requires tokens of the role ${role} to expire. Set expires_in_days.`,
  );

/** The policy forbids existing tokens, which a restoration or a change of the role would make or keep active. */
export const tokensNeverExpire = (role: string, tokens: readonly TokenName[]) =>
  new DomainError(
    'rule',
    'never_expiring_not_allowed',
    `The token policy requires tokens of the role ${role} to expire, and these never expire: ${namesOf(tokens)}. Rotate them with expires_in_days or revoke them first.`,
    { members: { tokens } },
  );

/** @param credentials - Existing tokens or federation policies without scopes; none when a new one has none. */
export const scopesRequired = (role: string, credentials: readonly TokenName[]) =>
  new DomainError(
    'rule',
    'scopes_required',
    `The token policy requires scopes for credentials of the role ${role}${lacking(credentials)}. Set scopes.`,
    { members: { tokens: credentials } },
  );

/** @param credentials - Existing tokens or federation policies without addresses; none when a new one has none. */
export const cidrsRequired = (role: string, credentials: readonly TokenName[]) =>
  new DomainError(
    'rule',
    'cidrs_required',
    `The token policy requires addresses for credentials of the role ${role}${lacking(credentials)}. Set allowed_cidrs.`,
    { members: { tokens: credentials } },
  );

function lacking(credentials: readonly TokenName[]): string {
  return credentials.length > 0 ? `, and these have none: ${namesOf(credentials)}` : '';
}

export const lifetimeNotAllowed = (maxDays: number) =>
  new DomainError('rule', 'lifetime_not_allowed', `The token policy allows a lifetime of at most ${maxDays} days.`);

export const tokenExpiresTooLate = (maxDays: number, tokens: readonly TokenName[]) =>
  new DomainError(
    'rule',
    'lifetime_not_allowed',
    `The token policy allows a lifetime of at most ${maxDays} days, and these expire later: ${namesOf(tokens)}. Create a new token.`,
    { members: { tokens } },
  );

/** R13: a token attempts to extend its lifetime beyond what was granted. */
export const lifetimeNotGranted = (grantedDays: number) =>
  new DomainError(
    'rule',
    'lifetime_not_allowed',
    `The token was granted a lifetime of ${grantedDays} days and cannot extend it beyond that. Ask its owner or an Admin.`,
  );

export const overlapNotAllowed = (maxHours: number) =>
  new DomainError('rule', 'overlap_not_allowed', `The token policy allows an overlap of at most ${maxHours} hours.`);

// Federation policies

export const federationPolicyNameTaken = (name: string) =>
  new DomainError(
    'conflict',
    'federation_policy_name_taken',
    `The account already has a federation policy ${named(name)}.`,
  );

export const federationPolicyLimitReached = (limit: number) =>
  new DomainError(
    'rule',
    'federation_policy_limit_reached',
    `An account can have at most ${limit} federation policies. Delete one that is no longer needed.`,
  );

export const audienceTooCommon = () =>
  new DomainError(
    'rule',
    'audience_too_common',
    'The audience is a default, which tokens for other services have, too. Choose the URL of this API or another audience that only this system has, and request the tokens for it.',
  );

/** @param missing - The claims that the policy must require; none when any claim does, because the issuer is unknown. */
export const subjectTooWide = (missing: readonly string[]) =>
  new DomainError(
    'rule',
    'subject_too_wide',
    `The policy would accept more than one workload. Give the whole subject, or require ${missing.join(' and ') || 'a claim that identifies the workload'} in claims.`,
  );

export const unsupportedGrantType = () =>
  new DomainError(
    'rule',
    'unsupported_grant_type',
    'The grant_type must be urn:ietf:params:oauth:grant-type:token-exchange.',
  );

export const invalidGrant = () =>
  new DomainError(
    'rule',
    'invalid_grant',
    'The token cannot be exchanged. An Admin finds the reason with the test of the federation policy.',
  );

export const issuerKeysUnavailable = () =>
  new DomainError(
    'unavailable',
    'issuer_keys_unavailable',
    'The keys of the OIDC issuer cannot be fetched. Nothing was changed; try again.',
  );

// Ownership

export const ownerRequired = () =>
  new DomainError('rule', 'owner_required', 'The policy requires an owner. Name at least one person in owners.');

export const purposeRequired = () =>
  new DomainError('rule', 'purpose_required', 'The policy requires a purpose. Say in purpose what the account is for.');

// Teams and datastores

export const publicTeam = () =>
  new DomainError('rule', 'public_team', 'The team Public is built in. It cannot be changed or deleted.');

export const teamInUse = (usage: { readonly accounts: unknown; readonly datastores: unknown }) =>
  new DomainError(
    'rule',
    'team_in_use',
    `The team is in use by ${usage.accounts} accounts (deactivated ones included) and ${usage.datastores} datastores. Remove it from them first.`,
  );

export const teamNameTaken = (name: string) =>
  new DomainError('conflict', 'team_name_taken', `There is already a team ${named(name)}.`);

export const datastoreNameTaken = (name: string) =>
  new DomainError('conflict', 'datastore_name_taken', `There is already a datastore ${named(name)}.`);

// Storage

export const busy = () =>
  new DomainError('unavailable', 'busy', 'The resource was modified concurrently. Nothing was changed. Try again.');

export const accountTooLarge = () =>
  new DomainError(
    'rule',
    'account_too_large',
    'The tokens and federation policies of the account are too large in total. Delete some, or shorten their fields.',
  );

export const changeTooLarge = () =>
  new DomainError('rule', 'change_too_large', 'The change is too large for one transaction. Split it into several.');

export const storageUnavailable = (cause: unknown) =>
  new DomainError(
    'unavailable',
    'storage_unavailable',
    'The database is not available. Nothing was changed. Try again.',
    { cause },
  );

/** A write that got no response may have been applied. */
export const outcomeUnknown = (cause: unknown) =>
  new DomainError(
    'unavailable',
    'outcome_unknown',
    'The database did not respond. The change may or may not have been made. Read the resource before you try again.',
    { cause },
  );

export const schemaTooNew = (cause: unknown) =>
  new DomainError(
    'unavailable',
    'schema_too_new',
    'The data was written by a newer version of the system than this one. Nothing was changed.',
    { cause },
  );
