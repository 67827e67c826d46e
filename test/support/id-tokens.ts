// Signs valid ID tokens of the local issuer, and forged ones.
import { randomUUID } from 'node:crypto';
import { importJWK, type JWTHeaderParameters, type JWTPayload, SignJWT } from 'jose';
import { inject } from 'vitest';
import { AUDIENCE } from '../../infra/local/issuer.ts';

interface Forgery {
  /** Claims that replace those of a valid token. Undefined removes a claim. */
  readonly claims?: JWTPayload;
  readonly header?: Partial<JWTHeaderParameters>;
  /** Signs in place of the key of the issuer. */
  readonly key?: Parameters<SignJWT['sign']>[0];
}

/** An ID token for the e-mail address that is valid except for the forgery. */
export async function signIdToken(email: string, { claims, header, key }: Forgery = {}): Promise<string> {
  const { url, signingKey } = inject('issuer');
  const now = Math.floor(Date.now() / 1000);
  const valid = {
    iss: url,
    aud: AUDIENCE,
    jti: randomUUID(),
    sub: email,
    email,
    email_verified: true,
    iat: now,
    nbf: now - 10,
    exp: now + 600,
  };
  const payload = JSON.parse(JSON.stringify({ ...valid, ...claims }));
  return new SignJWT(payload)
    .setProtectedHeader({ alg: 'RS256', kid: String(signingKey.kid), typ: 'JWT', ...header })
    .sign(key ?? (await importJWK(signingKey, 'RS256')));
}

/** The token with replaced parts. */
export function tampered(token: string, changes: { header?: object; payload?: object; signature?: string }): string {
  const [header = '', payload = '', signature = ''] = token.split('.');
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return [
    changes.header ? encode(changes.header) : header,
    changes.payload ? encode(changes.payload) : payload,
    changes.signature ?? signature,
  ].join('.');
}
