// Verifies ID tokens of the configured OIDC issuer: their signature with an asymmetric key, issuer, audience and
// expiration.
import { JwtVerifier } from 'aws-jwt-verify';
import { FetchError, JwtBaseError } from 'aws-jwt-verify/error';
import { isJwks, SimpleJwksCache } from 'aws-jwt-verify/jwk';
import type { OidcSubject } from '../domain/account.ts';
import { log } from '../telemetry/log.ts';
import { fetchSafely } from './fetch-safely.ts';

/** A person as the issuer describes them. */
export interface Identity {
  readonly subject: OidcSubject;
  readonly email: string | null;
  readonly email_verified: boolean;
  readonly name: string | null;
}

export interface OidcSettings {
  /** The `iss` claim of the issuer's tokens. The URL of its discovery document starts with it. */
  readonly issuer: string;
  /** The `aud` claim of tokens for this system: its client id. */
  readonly audience: string;
  /** Whether all e-mail addresses of the issuer count as verified. At some issuers only administrators can set them. */
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
/** The limit of RFC 5321, section 4.5.3.1.3, without the angle brackets. */
const MAX_EMAIL_LENGTH = 254;

/** The claims of an ID token that are used, after `assertIdToken`. */
interface Claims {
  readonly iss: string;
  readonly sub: string;
  readonly email?: unknown;
  readonly email_verified?: unknown;
  readonly xms_edov?: unknown;
  readonly name?: unknown;
}

export function idTokenVerifier({ issuer, audience, trustsEmails }: OidcSettings): IdTokenVerifier {
  const jwksUri = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  // The cache keeps the keys across invocations, and limits how often an unknown `kid` causes a request to the issuer.
  const jwksCache = new SimpleJwksCache({ fetcher: { fetch: withFailureCooldown((url) => fetchJwks(url, issuer)) } });
  const verifier = JwtVerifier.create({ issuer, audience, jwksUri }, { jwksCache });

  return async (idToken) => {
    try {
      const payload = await verifier.verify(idToken);
      assertIdToken(payload);
      return identityOf(payload, trustsEmails);
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
 * Rejects tokens without an expiration or a subject, and tokens that are not ID tokens (`token_use` of Amazon Cognito).
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-id-token.html
 */
function assertIdToken(
  payload: Readonly<Record<string, unknown>>,
): asserts payload is Readonly<Record<string, unknown>> & Claims {
  const { iss, sub, exp, token_use } = payload;
  if (typeof exp !== 'number') throw new InvalidIdToken('The ID token has no expiration');
  if (typeof iss !== 'string') throw new InvalidIdToken('The ID token has no issuer');
  if (typeof sub !== 'string' || sub === '') throw new InvalidIdToken('The ID token has no subject');
  if (sub.length > MAX_SUBJECT_LENGTH) throw new InvalidIdToken('The subject of the ID token is too long');
  if (token_use !== undefined && token_use !== 'id') throw new InvalidIdToken('The token is not an ID token');
}

class InvalidIdToken extends JwtBaseError {}

function identityOf({ iss, sub, email, email_verified, xms_edov, name }: Claims, trustsEmails: boolean): Identity {
  // Microsoft Entra sends the claim `xms_edov` in place of `email_verified`.
  const verified = email_verified ?? xms_edov;
  return {
    subject: { issuer: iss, subject: sub },
    email: typeof email === 'string' && email.length <= MAX_EMAIL_LENGTH ? email : null,
    email_verified: trustsEmails || verified === true || verified === 'true',
    name: typeof name === 'string' ? name : null,
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
