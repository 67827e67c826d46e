// The error that a client is informed of: its kind, its code, and its message.

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
  | 'already_created'
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
  | 'idempotency_key_reused'
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

export type Resource = 'user' | 'token' | 'federation_policy' | 'team' | 'datastore';

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
