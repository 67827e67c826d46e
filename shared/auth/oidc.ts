// Verifies ID tokens of the configured OIDC issuer: their signature with an asymmetric key, issuer, audience, type and
// times.
import { hash } from 'node:crypto';
import { JwtVerifier } from 'aws-jwt-verify';
import { FetchError, JwtBaseError } from 'aws-jwt-verify/error';
import { isJwks, SimpleJwksCache } from 'aws-jwt-verify/jwk';
import type { JwtHeader, JwtPayload } from 'aws-jwt-verify/jwt-model';
import type { OidcSubject } from '../domain/account.ts';
import { log } from '../telemetry/log.ts';
import { fetchSafely } from './fetch-safely.ts';

/** A person as the issuer describes them. */
export interface Identity {
  readonly subject: OidcSubject;
  /** As the issuer sends it; `verifiedUserId` in `shared/services/people.ts` checks its form. */
  readonly email: string | null;
  readonly email_verified: boolean;
  readonly name: string | null;
  /** The ID token, which can be used once. */
  readonly token: IdToken;
}

export interface IdToken {
  /** The claim `jti`; a hash of what is signed when the token has none. */
  readonly id: string;
  /** In seconds since the epoch. */
  readonly issued_at: number;
  /** In seconds since the epoch. */
  readonly expires: number;
}

export interface OidcSettings {
  /** The `iss` claim of the issuer's tokens. The URL of its discovery document starts with it. */
  readonly issuer: string;
  /** The `aud` claim of tokens for this system: its client id. */
  readonly audience: string;
  /**
   * Whether an e-mail address counts as verified when the token has no claim about it. At some issuers only
   * administrators can set addresses.
   */
  readonly trustsEmails: boolean;
}

/**
 * Returns the identity in an ID token; undefined when the token is invalid or the keys of the issuer cannot be fetched.
 */
export type IdTokenVerifier = (idToken: string) => Promise<Identity | undefined>;

/** How long the issuer is not contacted after a failure. */
const FAILURE_COOLDOWN_MS = 10_000;

/** OpenID Connect Core 1.0, section 2. */
const MAX_SUBJECT_LENGTH = 255;

/** Tolerance for clocks that differ, in seconds. */
const MAX_CLOCK_SKEW = 60;
/** The longest time between `iat` and `exp`, in seconds. Together with `exp`, it limits the age of a token. */
const MAX_LIFETIME = 24 * 60 * 60;
/** No time in seconds reaches this value before the year 5138; a current time in milliseconds is larger. */
const MAX_TIME = 1e11;

/** The claims of an ID token that are used, after `assertIdToken`. */
interface Claims {
  readonly iss: string;
  readonly sub: string;
  readonly email?: unknown;
  readonly email_verified?: unknown;
  readonly xms_edov?: unknown;
  readonly name?: unknown;
  readonly jti?: unknown;
  readonly iat: number;
  readonly exp: number;
}

export function idTokenVerifier({ issuer, audience, trustsEmails }: OidcSettings): IdTokenVerifier {
  const jwksUri = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  // The cache keeps the keys across invocations, and limits how often an unknown `kid` causes a request to the issuer.
  const jwksCache = new SimpleJwksCache({ fetcher: { fetch: withFailureCooldown((url) => fetchJwks(url, issuer)) } });
  const customJwtCheck = ({ header, payload }: { header: JwtHeader; payload: JwtPayload }) => {
    assertIdToken(header, payload);
    assertTimes(payload, Date.now() / 1000);
    assertIssuedFor(audience, payload);
  };
  const verifier = JwtVerifier.create({ issuer, audience, jwksUri, customJwtCheck }, { jwksCache });

  return async (idToken) => {
    try {
      const claims = (await verifier.verify(idToken)) as JwtPayload & Claims;
      return identityOf(
        claims,
        { id: idOf(claims, idToken), issued_at: claims.iat, expires: claims.exp },
        trustsEmails,
      );
    } catch (error) {
      logFailure(error, issuer);
      return undefined;
    }
  };
}

/** @throws the error itself when it is neither a failure of the issuer nor a fault of the token. */
function logFailure(error: unknown, issuer: string): void {
  if (error instanceof FetchError) {
    log('ERROR', 'the keys of the OIDC issuer cannot be fetched', { issuer, error: error.message });
  } else if (error instanceof JwtBaseError) {
    log('INFO', 'ID token rejected', { reason: reasonOf(error) });
  } else {
    throw error;
  }
}

/** Returns the part of the message before its first colon. The rest repeats claims of the token. */
function reasonOf({ message }: Error): string | undefined {
  return message.split(':')[0];
}

/**
 * Rejects tokens without an issuer or a subject, and the other tokens that an issuer signs with the same keys: access
 * tokens (RFC 9068, section 2.1), logout tokens (OpenID Connect Back-Channel Logout 1.0, section 2.4), and those that
 * the claim `typ` of Keycloak or `token_use` of Amazon Cognito names.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-id-token.html
 */
function assertIdToken(header: Readonly<Record<string, unknown>>, payload: Readonly<Record<string, unknown>>): void {
  const { iss, sub, events, typ, token_use } = payload;
  if (typeof iss !== 'string') throw new InvalidIdToken('The ID token has no issuer');
  if (typeof sub !== 'string' || sub === '') throw new InvalidIdToken('The ID token has no subject');
  if (sub.length > MAX_SUBJECT_LENGTH) throw new InvalidIdToken('The subject of the ID token is too long');
  const isOfAnotherType =
    !isAbsentOr(['jwt'], header.typ) ||
    !isAbsentOr(['id', 'jwt'], typ) ||
    !isAbsentOr(['id'], token_use) ||
    events !== undefined;
  if (isOfAnotherType) throw new InvalidIdToken('The token is not an ID token');
}

function isAbsentOr(accepted: readonly string[], value: unknown): boolean {
  return value === undefined || (typeof value === 'string' && accepted.includes(value.toLowerCase()));
}

/** Rejects tokens with a missing time, a time in milliseconds, an issue time in the future, or a long lifetime. */
function assertTimes({ exp, iat }: Readonly<Record<string, unknown>>, now: number): void {
  if (!isTime(exp)) throw new InvalidIdToken('The ID token has no valid expiration');
  if (!isTime(iat)) throw new InvalidIdToken('The ID token has no valid time of issue');
  if (iat > now + MAX_CLOCK_SKEW) throw new InvalidIdToken('The ID token was issued in the future');
  if (exp - iat > MAX_LIFETIME) throw new InvalidIdToken('The lifetime of the ID token is too long');
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && value < MAX_TIME;
}

/**
 * Rejects a token for several audiences that was issued to another client (OpenID Connect Core 1.0, section 3.1.3.7).
 * The verifier has already checked that the audience is one of them.
 */
function assertIssuedFor(audience: string, { aud, azp }: Readonly<Record<string, unknown>>): void {
  const isOnlyAudience = aud === audience || (Array.isArray(aud) && aud.length === 1);
  if (!isOnlyAudience && azp !== audience) throw new InvalidIdToken('The ID token was issued to another client');
}

class InvalidIdToken extends JwtBaseError {}

/** The signature is left out of the hash, because the same signature can be encoded in more than one way. */
function idOf({ jti }: Claims, idToken: string): string {
  if (typeof jti === 'string' && jti !== '') return jti;
  return hash('sha256', idToken.slice(0, idToken.lastIndexOf('.')), 'base64url');
}

function identityOf(
  { iss, sub, email, email_verified, xms_edov, name }: Claims,
  token: IdToken,
  trustsEmails: boolean,
): Identity {
  // Microsoft Entra sends the claim `xms_edov` in place of `email_verified`.
  const claimed = [email_verified, xms_edov].filter((claim) => claim !== undefined);
  return {
    subject: { issuer: iss, subject: sub },
    email: typeof email === 'string' ? email : null,
    email_verified: claimed.length === 0 ? trustsEmails : claimed.every((claim) => claim === true || claim === 'true'),
    name: typeof name === 'string' ? name : null,
    token,
  };
}

/** Fetches the keys that the issuer's discovery document refers to (OpenID Connect Discovery 1.0, section 4). */
async function fetchJwks(discoveryUrl: string, issuer: string): Promise<ArrayBuffer> {
  const document = JSON.parse(new TextDecoder().decode(await fetchSafely(discoveryUrl))) as Record<string, unknown>;
  if (document.issuer !== issuer) throw new Error('the discovery document belongs to another issuer');
  const keys = await fetchSafely(String(document.jwks_uri));
  // This check is made here so that a malformed key set starts the cooldown. The cache would fetch it again for every
  // token.
  if (!isJwks(JSON.parse(new TextDecoder().decode(keys)))) throw new Error('the key set is malformed');
  return keys;
}

/** Wraps a fetch so that it fails at once for a while after a failure. */
function withFailureCooldown(fetchUrl: (url: string) => Promise<ArrayBuffer>): (url: string) => Promise<ArrayBuffer> {
  let cooldownEndsAt = 0;
  return async (url) => {
    if (Date.now() < cooldownEndsAt) throw new FetchError(url, 'the last attempt failed a moment ago');
    try {
      return await fetchUrl(url);
    } catch (error) {
      cooldownEndsAt = Date.now() + FAILURE_COOLDOWN_MS;
      throw new FetchError(url, (error as Error).message);
    }
  };
}
