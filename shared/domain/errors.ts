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

/** A refusal the caller is told about. Nothing was changed, unless the code is `outcome_unknown`. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly kind: RefusalKind;
  readonly code: string;
  /** Further members of the problem document, such as `errors` or `active_tokens`. Never a secret. */
  readonly members: Readonly<Record<string, unknown>>;

  constructor(kind: RefusalKind, code: string, detail: string, members: Readonly<Record<string, unknown>> = {}) {
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
  static rule(code: string, detail: string, members?: Readonly<Record<string, unknown>>): Refusal {
    return new Refusal('rule', code, detail, members);
  }

  static forbidden(detail: string, code = 'forbidden'): Refusal {
    return new Refusal('forbidden', code, detail);
  }

  /** What is unknown and what the caller may not see are told in the same words. */
  static notFound(resource: 'user' | 'token' | 'team' | 'datastore'): Refusal {
    return new Refusal('not-found', `${resource}_not_found`, `There is no such ${resource}.`);
  }

  static conflict(code: string, detail: string): Refusal {
    return new Refusal('conflict', code, detail);
  }
}
