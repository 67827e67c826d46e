// A federation policy: which OIDC tokens of workloads can be exchanged for a session of the Service User.
import { JSON_POINTER, pathOfPointer } from './json-pointer.ts';
import type { Narrowing } from './narrowing.ts';

/** The value of a claim, as JSON has it: the number 123 differs from the string "123". */
export type ClaimValue = string | number | boolean;

/** A set of public keys (RFC 7517, section 5). */
export interface JsonWebKeySet {
  readonly keys: readonly Readonly<Record<string, unknown>>[];
}

/** Its scopes and addresses narrow its sessions (R15). */
export interface FederationPolicy extends Narrowing {
  readonly id: number;
  /** Incremented by every change of the policy, which ends the sessions of the version before. */
  readonly version: number;
  readonly name: string;
  /** The claim `iss`, compared exactly. */
  readonly issuer: string;
  /** The only audience of the token. */
  readonly audience: string;
  /** The claim `sub`, or a prefix of it that ends in `:*` or `/*`; null when only the claims decide. */
  readonly subject: string | null;
  /** By the name of a claim, or by a JSON pointer (RFC 6901) to a nested one. */
  readonly claims: Readonly<Record<string, ClaimValue>>;
  readonly session_minutes: number;
  readonly enabled: boolean;
  /** The issuer's keys, for an issuer that cannot be reached; null when discovery finds them. */
  readonly jwks: JsonWebKeySet | null;
}

/** What a policy is created with, and what a change may set. */
export type FederationPolicySettings = Omit<FederationPolicy, 'id' | 'version'>;

/** The maximum number of policies of an account. */
export const MAX_FEDERATION_POLICIES = 20;

/** The limits of a policy. An account has a further limit for all of its policies and tokens; see `account-size.ts`. */
export const FEDERATION_LIMITS = {
  /** Characters of an issuer, an audience, a subject, and the name and the value of a claim. */
  text: 255,
  claims: 16,
  /** Bytes of the claims as JSON. */
  claimsBytes: 4096,
  keys: 8,
  /** Bytes of the keys as JSON. */
  keysBytes: 8192,
  sessionMinutes: { min: 5, max: 60, default: 15 },
} as const;

/** A whole subject, or a prefix of subjects that ends in `:*` or `/*`. An asterisk elsewhere would be a wider pattern. */
export const SUBJECT = /^[^*]+$|^[^*]+[:/]\*$/;

/** The prefix of the subjects that the policy accepts, with the separator at its end; undefined for one whole subject. */
export function subjectPrefix({ subject }: Pick<FederationPolicy, 'subject'>): string | undefined {
  return subject?.endsWith('*') ? subject.slice(0, -1) : undefined;
}

/** The path of a claim in the token, by its name or its JSON pointer. */
export function claimPath(name: string): string[] {
  return name.startsWith('/') ? pathOfPointer(name) : [name];
}

/** The claims that every token has, and that a policy or the verification of the token compares by itself. */
const REGISTERED_CLAIMS = ['iss', 'sub', 'aud', 'exp', 'nbf', 'iat', 'jti'];

/** Whether a policy can require the claim. */
export function isClaimName(name: string): boolean {
  if (name === '' || (name.startsWith('/') && !JSON_POINTER.test(name))) return false;
  return !REGISTERED_CLAIMS.includes(claimPath(name)[0] ?? '');
}

/** Whether the text can be the issuer of a policy: an https URL, or an http URL of this machine, without further parts. */
export function isFederationIssuer(text: string): boolean {
  const url = URL.parse(text);
  if (url === null || !/^https?:\/\/[^\s?#@\\]+$/.test(text)) return false;
  return url.protocol === 'https:' || isLocalHost(url.hostname);
}

/**
 * Whether the host of the issuer is an IP address of a network. The keys of such an issuer are not fetched, because a
 * request to an address inside of the network of the deployment could reach more than an issuer.
 */
export function isIpAddress(issuer: string): boolean {
  const { hostname } = new URL(issuer);
  return !isLocalHost(hostname) && (/^[\d.]+$/.test(hostname) || hostname.startsWith('['));
}

function isLocalHost(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '127.0.0.1';
}
