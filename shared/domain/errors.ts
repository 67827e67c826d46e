// Why the system refuses: a kind, a stable code for clients, and a sentence for people.

export type RefusalKind =
  | 'malformed'
  | 'rule'
  | 'unauthenticated'
  | 'forbidden'
  | 'not-found'
  | 'conflict'
  | 'unsupported-media-type'
  | 'invalid'
  | 'unavailable';

export interface FieldError {
  readonly path: string;
  readonly message: string;
}

/** Part of the API: clients decide by it what to do. A new one needs an example in the API document. */
export type RefusalCode =
  | 'active_tokens'
  | 'bad_signature'
  | 'busy'
  | 'change_too_large'
  | 'datastore_name_taken'
  | 'email_not_verified'
  | 'forbidden'
  | 'iam_principal_taken'
  | 'iam_principal_unbound'
  | 'identity_mismatch'
  | 'last_human_admin'
  | 'lifetime_not_allowed'
  | 'malformed_json'
  | 'never_expiring_not_allowed'
  | 'not_a_service_user'
  | 'not_invited'
  | 'outcome_unknown'
  | 'overlap_not_allowed'
  | 'public_team'
  | 'schema_too_new'
  | 'secret_replaced'
  | 'service_user_cannot_log_in'
  | 'signature_keys_unavailable'
  | 'storage_unavailable'
  | 'subject_taken'
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
  | 'user_deactivated'
  | 'user_id_taken'
  | 'validation_failed'
  | 'workspace_founded'
  | `${Resource}_not_found`;

type Resource = 'user' | 'token' | 'team' | 'datastore';

/** A refusal the caller is told about. Nothing was changed, unless the code is `outcome_unknown`. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly kind: RefusalKind;
  readonly code: RefusalCode;
  /** Further members of the problem document, such as `errors` or `active_tokens`. Never a secret. */
  readonly members: Readonly<Record<string, unknown>>;

  constructor(kind: RefusalKind, code: RefusalCode, detail: string, members: Readonly<Record<string, unknown>> = {}) {
    super(detail);
    this.kind = kind;
    this.code = code;
    this.members = members;
  }

  /** The request does not fit its schema. */
  static invalid(errors: readonly FieldError[]): Refusal {
    return new Refusal('invalid', 'validation_failed', 'The request does not fit its schema.', { errors });
  }

  /** A rule of the product stands in the way. */
  static rule(code: RefusalCode, detail: string, members?: Readonly<Record<string, unknown>>): Refusal {
    return new Refusal('rule', code, detail, members);
  }

  static forbidden(detail: string, code: RefusalCode = 'forbidden'): Refusal {
    return new Refusal('forbidden', code, detail);
  }

  /** What is unknown and what the caller may not see are told in the same words. */
  static notFound(resource: Resource): Refusal {
    return new Refusal('not-found', `${resource}_not_found`, `There is no such ${resource}.`);
  }

  static conflict(code: RefusalCode, detail: string): Refusal {
    return new Refusal('conflict', code, detail);
  }

  /** The same request may work another time. @param cause - For the log alone. */
  static unavailable(code: RefusalCode, detail: string, cause: unknown): Refusal {
    const refusal = new Refusal('unavailable', code, detail);
    refusal.cause = cause;
    return refusal;
  }
}
