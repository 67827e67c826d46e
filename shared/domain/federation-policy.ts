// A federation policy: which OIDC tokens of workloads can be exchanged for a session of the Service User.

/** The value of a claim, as JSON has it: the number 123 differs from the string "123". */
export type ClaimValue = string | number | boolean;

/** A set of public keys (RFC 7517, section 5). */
export interface JsonWebKeySet {
  readonly keys: readonly Readonly<Record<string, unknown>>[];
}

export interface FederationPolicy {
  readonly id: number;
  /** Incremented by every change of the policy, which ends the sessions of the version before. */
  readonly version: number;
  readonly name: string;
  /** The claim `iss`, compared exactly. */
  readonly issuer: string;
  /** The only audience of the token. */
  readonly audience: string;
  /** The claim `sub`, or a prefix of it that ends in `:*` or `/*`; null when the claims alone decide. */
  readonly subject: string | null;
  /** By the name of a claim, or by a JSON pointer (RFC 6901) to a nested one. */
  readonly claims: Readonly<Record<string, ClaimValue>>;
  readonly session_minutes: number;
  readonly enabled: boolean;
  /** The issuer's keys, for an issuer that cannot be reached; null when discovery finds them. */
  readonly jwks: JsonWebKeySet | null;
}

/** The maximum number of policies of an account. */
export const MAX_FEDERATION_POLICIES = 20;
