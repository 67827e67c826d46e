// Verifies OIDC tokens of workloads: of pipelines, clusters and other machines, at the issuer that a federation policy trusts.
// Audience, subject and other claims are compared with the policy by the domain.
import { FetchError } from 'aws-jwt-verify/error';
import { findJwkInJwks, isJwks, type Jwk } from 'aws-jwt-verify/jwk';
import { decomposeUnverifiedJwt } from 'aws-jwt-verify/jwt';
import { supportedSignatureAlgorithms, verifyJwtSync } from 'aws-jwt-verify/jwt-verifier';
import type { JsonWebKeySet } from '../domain/federation-policy.ts';
import { isLocalUrl } from './fetch-safely.ts';
import { issuerKeyLookup, type KeyLookup } from './issuer-keys.ts';
import { timeFaultOf } from './token-times.ts';

/** The checks in the order in which they are made. */
type WorkloadTokenCheck = 'format' | 'header' | 'issuer' | 'key' | 'signature' | 'times' | 'subject';

export type WorkloadTokenResult =
  | { readonly outcome: 'verified'; readonly claims: Readonly<Record<string, unknown>> }
  /** `detail` is a sentence for an Admin. It repeats nothing of the token. */
  | { readonly outcome: 'invalid'; readonly check: WorkloadTokenCheck; readonly detail: string }
  | { readonly outcome: 'keys_unreachable'; readonly detail: string };

interface WorkloadTokenTrust {
  /** The claim `iss`, compared exactly. */
  readonly issuer: string;
  /** The keys of the issuer; null when its discovery document leads to them. */
  readonly jwks: JsonWebKeySet | null;
}

export type WorkloadTokenVerifier = (token: string, trust: WorkloadTokenTrust) => Promise<WorkloadTokenResult>;

/** In bytes, which are characters in a token. */
const MAX_TOKEN_LENGTH = 16 * 1024;

/** The shortest RSA key (RFC 7518, section 3.3), in bytes. */
const MIN_RSA_MODULUS_LENGTH = 256;

/** The kind of key that belongs to an algorithm (RFC 7518, section 3.1; RFC 8037, section 3.1). */
const KEYS_BY_ALGORITHM: Readonly<Record<(typeof supportedSignatureAlgorithms)[number], Partial<Jwk>>> = {
  RS256: { kty: 'RSA' },
  RS384: { kty: 'RSA' },
  RS512: { kty: 'RSA' },
  ES256: { kty: 'EC', crv: 'P-256' },
  ES384: { kty: 'EC', crv: 'P-384' },
  ES512: { kty: 'EC', crv: 'P-521' },
  EdDSA: { kty: 'OKP', crv: 'Ed25519' },
};

/** Header parameters that name a key of the sender's choice, or that require extensions (RFC 7515, section 4.1). */
const FORBIDDEN_PARAMETERS = ['crit', 'jku', 'jwk', 'x5u', 'x5c'];

/** The number of issuers whose keys are kept, and how long. Keys that an issuer withdraws are not accepted longer. */
const MAX_CACHED_ISSUERS = 100;
const KEYS_LIFETIME_MS = 60 * 60 * 1000;

/** Creates a verifier that caches the keys of issuers. */
export function workloadTokenVerifier(now: () => number = Date.now): WorkloadTokenVerifier {
  const lookupOf = issuerKeyLookups(now);
  return async (token, { issuer, jwks }) => {
    try {
      const { algorithm, kid, claims } = parseToken(token);
      assertIssuer(claims.iss, issuer);
      const key = jwks ? findJwkInJwks(parseJwks(jwks), kid) : await fetchKey(lookupOf(issuer), kid);
      assertKey(key, algorithm);
      assertSignature(token, key, issuer);
      assertClaims(claims, now() / 1000);
      return { outcome: 'verified', claims };
    } catch (error) {
      if (error instanceof InvalidToken) return { outcome: 'invalid', check: error.check, detail: error.message };
      if (error instanceof FetchError) return { outcome: 'keys_unreachable', detail: error.message };
      throw error;
    }
  };
}

/** Returns the claim `iss` before the signature is verified; undefined when the token is not acceptable by its form. */
export function readUnverifiedIssuer(token: string): string | undefined {
  try {
    const { iss } = parseToken(token).claims;
    return typeof iss === 'string' ? iss : undefined;
  } catch (error) {
    if (error instanceof InvalidToken) return undefined;
    throw error;
  }
}

class InvalidToken extends Error {
  readonly check: WorkloadTokenCheck;

  constructor(check: WorkloadTokenCheck, detail: string) {
    super(detail);
    this.check = check;
  }
}

interface ParsedToken {
  readonly algorithm: keyof typeof KEYS_BY_ALGORITHM;
  readonly kid: string;
  /** Not verified. */
  readonly claims: Readonly<Record<string, unknown>>;
}

/** @throws InvalidToken */
function parseToken(token: string): ParsedToken {
  if (token.length > MAX_TOKEN_LENGTH) throw new InvalidToken('format', 'The token is larger than 16 KiB.');
  const { header, payload: claims } = decompose(token);
  const { alg, kid } = header;
  if (!isAlgorithm(alg)) {
    throw new InvalidToken('header', `The algorithm must be ${supportedSignatureAlgorithms.join(', ')}.`);
  }
  if (typeof kid !== 'string' || kid === '') throw new InvalidToken('header', 'The header has no key id (kid).');
  const forbidden = FORBIDDEN_PARAMETERS.find((name) => Object.hasOwn(header, name));
  if (forbidden) throw new InvalidToken('header', `The header must not have the parameter ${forbidden}.`);
  return { algorithm: alg, kid, claims };
}

/** @throws InvalidToken */
function decompose(token: string) {
  try {
    if (token.split('.').every(isBase64Url)) return decomposeUnverifiedJwt(token);
  } catch {
    // The error repeats a part of the token.
  }
  throw new InvalidToken('format', 'The token is not a JSON Web Token, or has a registered claim of the wrong type.');
}

/** Accepts only the one encoding of the bytes, so that a token cannot be repeated in another form. */
function isBase64Url(part: string): boolean {
  return part !== '' && Buffer.from(part, 'base64url').toString('base64url') === part;
}

function isAlgorithm(alg: unknown): alg is keyof typeof KEYS_BY_ALGORITHM {
  return typeof alg === 'string' && Object.hasOwn(KEYS_BY_ALGORITHM, alg);
}

/** @throws InvalidToken */
function assertIssuer(iss: unknown, issuer: string): void {
  if (iss !== issuer) {
    throw new InvalidToken('issuer', 'The issuer (iss) is not that of the policy. Upper case and slashes matter.');
  }
  if (!isIssuerUrl(issuer)) {
    throw new InvalidToken('issuer', 'The issuer is not an https URL without user, query and fragment.');
  }
}

/** OpenID Connect Discovery 1.0, section 3. Like the discovery document, an issuer on localhost can use HTTP. */
function isIssuerUrl(issuer: string): boolean {
  const url = URL.parse(issuer);
  if (!url || /[?#]/.test(issuer) || url.username || url.password) return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLocalUrl(issuer));
}

/** Returns the key lookup of an issuer. The issuer that was used least recently is removed first. */
function issuerKeyLookups(now: () => number): (issuer: string) => KeyLookup {
  const lookups = new Map<string, { readonly findKey: KeyLookup; readonly expiresAt: number }>();
  return (issuer) => {
    const cached = lookups.get(issuer);
    const entry =
      cached && now() < cached.expiresAt
        ? cached
        : { findKey: issuerKeyLookup(issuer, now), expiresAt: now() + KEYS_LIFETIME_MS };
    lookups.delete(issuer);
    lookups.set(issuer, entry);
    for (const oldest of lookups.keys()) if (lookups.size > MAX_CACHED_ISSUERS) lookups.delete(oldest);
    return entry.findKey;
  };
}

/** @throws InvalidToken when the issuer has no such key; FetchError when its keys cannot be fetched */
async function fetchKey(findKey: KeyLookup, kid: string): Promise<Jwk> {
  try {
    return await findKey({ kid });
  } catch (error) {
    if (error instanceof FetchError) throw error;
    throw unknownKey();
  }
}

function unknownKey(): InvalidToken {
  return new InvalidToken('key', 'The issuer has no key with this key id (kid).');
}

/** @throws InvalidToken */
function parseJwks(jwks: JsonWebKeySet) {
  const parsed: Parameters<typeof isJwks>[0] = JSON.parse(JSON.stringify(jwks));
  if (!isJwks(parsed)) throw new InvalidToken('key', 'The keys in the policy are malformed.');
  return parsed;
}

/** @throws InvalidToken */
function assertKey(key: Jwk | undefined, algorithm: ParsedToken['algorithm']): asserts key is Jwk {
  if (!key) throw unknownKey();
  const { kty, crv, n = '', use, alg = algorithm } = key;
  const expected = KEYS_BY_ALGORITHM[algorithm];
  const fits = kty === expected.kty && (kty === 'RSA' || crv === expected.crv) && alg === algorithm;
  if (!fits || (use !== undefined && use !== 'sig')) {
    throw new InvalidToken('key', 'The key of the issuer is for another algorithm or another use.');
  }
  if (kty === 'RSA' && Buffer.from(n, 'base64url').byteLength < MIN_RSA_MODULUS_LENGTH) {
    throw new InvalidToken('key', 'The key of the issuer is shorter than 2048 bits.');
  }
}

/** @throws InvalidToken */
function assertSignature(token: string, key: Jwk, issuer: string): void {
  try {
    // The times are compared later, with the clock of this verifier and with a tolerance.
    verifyJwtSync(token, key, { issuer, audience: null, graceSeconds: Number.POSITIVE_INFINITY });
  } catch {
    // This includes a malformed key.
    throw new InvalidToken('signature', 'The signature of the token is invalid.');
  }
}

/** @throws InvalidToken */
function assertClaims(claims: Readonly<Record<string, unknown>>, now: number): void {
  const timeFault = timeFaultOf(claims, now);
  if (timeFault !== undefined) throw new InvalidToken('times', `${timeFault}.`);
  const { sub } = claims;
  if (typeof sub !== 'string' || sub === '') throw new InvalidToken('subject', 'The token has no subject (sub).');
}
