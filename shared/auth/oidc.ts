// Verifies the ID tokens of the configured OIDC issuer: signature, issuer, audience, expiry, and nothing symmetric.
import { JwtVerifier } from 'aws-jwt-verify';
import { FetchError, JwtBaseError } from 'aws-jwt-verify/error';
import { isJwks, SimpleJwksCache } from 'aws-jwt-verify/jwk';
import type { OidcSubject } from '../domain/account.ts';
import { log } from '../telemetry/log.ts';
import { fetchSafely } from './fetch-safely.ts';

/** Who the issuer says that somebody is. */
export interface Identity {
  readonly subject: OidcSubject;
  readonly email: string | null;
  readonly email_verified: boolean;
  readonly name: string | null;
}

export interface OidcSettings {
  /** The `iss` of its tokens; its discovery document is below it. */
  readonly issuer: string;
  /** The `aud` of tokens meant for us: the client id. */
  readonly audience: string;
  /** Whether its e-mails count as verified though a token does not say so: at some issuers admins alone set them. */
  readonly trustsEmails: boolean;
}

/** Answers the identity of an ID token; undefined when the token is refused, or the issuer cannot be asked. */
export type IdTokenVerifier = (idToken: string) => Promise<Identity | undefined>;

/** After a failure the issuer is left in peace for so long. */
const FAILURE_COOLDOWN_MS = 10_000;

/** OpenID Connect Core 1.0, 2. */
const MAX_SUBJECT_LENGTH = 255;
/** RFC 5321, 4.5.3.1.3, less the angle brackets: nobody has a longer one. */
const MAX_EMAIL_LENGTH = 254;

interface Claims {
  readonly iss: string;
  readonly sub: string;
  readonly email?: unknown;
  readonly email_verified?: unknown;
  readonly xms_edov?: unknown;
  readonly name?: unknown;
}

export function idTokenVerifier({ issuer, audience, trustsEmails }: OidcSettings): IdTokenVerifier {
  const discovery = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  // The cache keeps the keys across invocations, and makes an unknown `kid` wait before it asks the issuer again.
  const jwksCache = new SimpleJwksCache({ fetcher: { fetch: withFailureCooldown((uri) => fetchJwks(uri, issuer)) } });
  const verifier = JwtVerifier.create(
    { issuer, audience, jwksUri: discovery, customJwtCheck: ({ payload }) => assertIdToken(payload) },
    { jwksCache },
  );

  return async (idToken) => {
    try {
      return identityOf((await verifier.verify(idToken)) as unknown as Claims, trustsEmails);
    } catch (error) {
      const { message } = error as Error;
      if (error instanceof FetchError)
        log('ERROR', 'the OIDC issuer cannot be asked for its keys', { issuer, error: message });
      else if (error instanceof JwtBaseError) log('INFO', 'ID token refused', { reason: reasonOf(message) });
      else throw error;
      return undefined;
    }
  };
}

/** What was wrong, without what the token said: that follows a colon. */
function reasonOf(message: string): string | undefined {
  return message.split(':')[0];
}

/** A token without an end or an owner, or one that is not for identification (`token_use` of Cognito). */
function assertIdToken(payload: Readonly<Record<string, unknown>>): void {
  if (typeof payload.exp !== 'number') throw new InvalidIdToken('has no expiry');
  if (typeof payload.sub !== 'string' || payload.sub === '') throw new InvalidIdToken('has no subject');
  if (payload.sub.length > MAX_SUBJECT_LENGTH) throw new InvalidIdToken('has too long a subject');
  if (payload.token_use !== undefined && payload.token_use !== 'id') throw new InvalidIdToken('is not an ID token');
}

class InvalidIdToken extends JwtBaseError {}

function identityOf({ iss, sub, email, email_verified, xms_edov, name }: Claims, trustsEmails: boolean): Identity {
  // Entra says `xms_edov` where others say `email_verified`.
  const verified = email_verified ?? xms_edov;
  return {
    subject: { issuer: iss, subject: sub },
    email: typeof email === 'string' && email.length <= MAX_EMAIL_LENGTH ? email : null,
    email_verified: trustsEmails || verified === true || verified === 'true',
    name: typeof name === 'string' ? name : null,
  };
}

/** The keys that the issuer's discovery document points to (OpenID Connect Discovery 1.0, 4). */
async function fetchJwks(discovery: string, issuer: string): Promise<ArrayBuffer> {
  const document = JSON.parse(new TextDecoder().decode(await fetchSafely(discovery))) as Record<string, unknown>;
  if (document.issuer !== issuer) throw new Error('the discovery document is of another issuer');
  const keys = await fetchSafely(String(document.jwks_uri));
  // Here, where a failure lets the issuer rest: the cache would ask again for every token.
  if (!isJwks(JSON.parse(new TextDecoder().decode(keys)))) throw new Error('its key set is malformed');
  return keys;
}

/** The same fetch, which does not try again for a while after it has failed. */
function withFailureCooldown(fetchUri: (uri: string) => Promise<ArrayBuffer>): (uri: string) => Promise<ArrayBuffer> {
  let restsUntil = 0;
  return async (uri) => {
    if (Date.now() < restsUntil) throw new FetchError(uri, 'it failed a moment ago');
    try {
      return await fetchUri(uri);
    } catch (error) {
      restsUntil = Date.now() + FAILURE_COOLDOWN_MS;
      throw new FetchError(uri, (error as Error).message);
    }
  };
}
