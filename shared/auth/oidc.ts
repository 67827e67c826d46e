// Verifies ID tokens of the configured OIDC issuer: their signature with an asymmetric key, issuer, audience, type and
// times.
import { FetchError, JwtBaseError } from 'aws-jwt-verify/error';
import { decomposeUnverifiedJwt } from 'aws-jwt-verify/jwt';
import type { JwtHeader, JwtPayload } from 'aws-jwt-verify/jwt-model';
import { verifyJwtSync } from 'aws-jwt-verify/jwt-verifier';
import type { OidcSubject } from '../domain/account.ts';
import { log } from '../telemetry/log.ts';
import { issuerKeyLookup } from './issuer-keys.ts';
import { tokenIdOf } from './token-id.ts';
import { timeFaultOf } from './token-times.ts';

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

interface IdToken {
  /** As `tokenIdOf` returns it. */
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

/** OpenID Connect Core 1.0, section 2. */
const MAX_SUBJECT_LENGTH = 255;

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
  const customJwtCheck = ({ header, payload }: { header: JwtHeader; payload: JwtPayload }) => {
    assertIdToken(header, payload);
    const timeFault = timeFaultOf(payload, Date.now() / 1000);
    if (timeFault !== undefined) throw new InvalidIdToken(timeFault);
    assertIssuedFor(audience, payload);
  };
  const findKey = issuerKeyLookup(issuer);

  return async (idToken) => {
    try {
      const key = await findKey(decomposeUnverifiedJwt(idToken).header);
      const claims = verifyJwtSync(idToken, key, { issuer, audience, customJwtCheck }) as JwtPayload & Claims;
      return identityOf(
        claims,
        { id: tokenIdOf(claims, idToken), issued_at: claims.iat, expires: claims.exp },
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

/**
 * Rejects a token for several audiences that was issued to another client (OpenID Connect Core 1.0, section 3.1.3.7).
 * The verifier has already checked that the audience is one of them.
 */
function assertIssuedFor(audience: string, { aud, azp }: Readonly<Record<string, unknown>>): void {
  const isOnlyAudience = aud === audience || (Array.isArray(aud) && aud.length === 1);
  if (!isOnlyAudience && azp !== audience) throw new InvalidIdToken('The ID token was issued to another client');
}

class InvalidIdToken extends JwtBaseError {}

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
