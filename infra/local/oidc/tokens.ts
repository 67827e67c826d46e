// The tokens of the local OIDC issuer: ID tokens, access tokens and refresh tokens. They are signed JWTs, so the issuer keeps
// no state about them.
import { createHash, randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { exportJWK, generateKeyPair, importJWK, type JWK, type JWTPayload, jwtVerify, SignJWT } from 'jose';

/** The client id in the audience of ID tokens for this system. */
export const AUDIENCE = 'service-users-local';

const LIFETIME_SECONDS = 60 * 60;
const WORKLOAD_LIFETIME_SECONDS = 5 * 60;
const REFRESH_LIFETIME_SECONDS = 30 * 24 * 60 * 60;
const ALGORITHM = 'RS256';

/** The header `typ` of each kind of token. An access token is not accepted as an ID token (RFC 9068, section 2.1). */
const TYPES = { id: 'JWT', access: 'at+jwt', refresh: 'rt+jwt' } as const;

/** What a person has granted to a client. */
export interface Grant {
  readonly email: string;
  readonly clientId: string;
  readonly scope: string;
  /** Repeated in the ID token. */
  readonly nonce?: string | undefined;
  /** When the person logged in, in seconds since the epoch. */
  readonly authTime: number;
}

export interface TokenResponse {
  readonly access_token: string;
  readonly token_type: 'Bearer';
  readonly expires_in: number;
  readonly scope: string;
  readonly refresh_token: string;
  /** Only for the scope `openid`. */
  readonly id_token?: string;
}

/** Reads the key pair in the file, which is created if it is missing. */
export async function readKeyPair(file: string): Promise<JWK> {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const key = await newKeyPair();
  writeFileSync(file, `${JSON.stringify(key)}\n`, { mode: 0o600 });
  return key;
}

export async function newKeyPair(): Promise<JWK> {
  const { privateKey } = await generateKeyPair(ALGORITHM, { extractable: true });
  return { ...(await exportJWK(privateKey)), kid: randomUUID(), alg: ALGORITHM, use: 'sig' };
}

export class Tokens {
  private readonly issuer: string;
  private readonly keyPair: JWK;

  constructor(issuer: string, keyPair: JWK) {
    this.issuer = issuer;
    this.keyPair = keyPair;
  }

  get publicKey(): JWK {
    const { kty, n, e, kid, alg, use } = this.keyPair;
    return { kty, n, e, kid, alg, use } as JWK;
  }

  async issue(grant: Grant): Promise<TokenResponse> {
    const { email, clientId, scope, nonce, authTime } = grant;
    const client = { sub: email, client_id: clientId, scope, auth_time: authTime };
    const access_token = await this.sign('access', { ...client, aud: this.issuer }, LIFETIME_SECONDS);
    const identity = { ...claimsOf(email), aud: clientId, auth_time: authTime, at_hash: leftHalfHash(access_token) };
    const isIdentified = scope.split(' ').includes('openid');
    return {
      access_token,
      token_type: 'Bearer',
      expires_in: LIFETIME_SECONDS,
      scope,
      refresh_token: await this.sign('refresh', { ...client, aud: this.issuer }, REFRESH_LIFETIME_SECONDS),
      ...(isIdentified && {
        id_token: await this.sign('id', { ...identity, ...(nonce !== undefined && { nonce }) }, LIFETIME_SECONDS),
      }),
    };
  }

  /** @param claims - They also replace those of the issuer: `iss`, `iat`, `exp` and `jti`. */
  issueForWorkload(claims: JWTPayload): Promise<string> {
    return this.sign('id', claims, WORKLOAD_LIFETIME_SECONDS);
  }

  /** @returns undefined if the token is invalid, expired or of another kind */
  async verify(kind: 'access' | 'refresh', token: string): Promise<Grant | undefined> {
    try {
      const key = await importJWK(this.publicKey, ALGORITHM);
      const { payload } = await jwtVerify(token, key, { issuer: this.issuer, typ: TYPES[kind] });
      const { sub: email, client_id: clientId, scope, auth_time: authTime } = payload;
      return { email: String(email), clientId: String(clientId), scope: String(scope), authTime: Number(authTime) };
    } catch {
      return undefined;
    }
  }

  private async sign(kind: keyof typeof TYPES, claims: JWTPayload, lifetime: number): Promise<string> {
    const now = Math.floor(Date.now() / 1000);
    return new SignJWT({ iss: this.issuer, iat: now, exp: now + lifetime, jti: randomUUID(), ...claims })
      .setProtectedHeader({ alg: ALGORITHM, typ: TYPES[kind], kid: String(this.keyPair.kid) })
      .sign(await importJWK(this.keyPair, ALGORITHM));
  }
}

/** The claims about a person, for the ID token and the userinfo endpoint. */
export function claimsOf(email: string) {
  return { sub: email, email, email_verified: true };
}

/** The claim `at_hash` (OpenID Connect Core 1.0, section 3.1.3.6). */
function leftHalfHash(token: string): string {
  return createHash('sha256').update(token).digest().subarray(0, 16).toString('base64url');
}
