// Signs ID tokens as the local issuer does, or as it should not.
import { importJWK, type JWTHeaderParameters, type JWTPayload, SignJWT } from 'jose';
import { inject } from 'vitest';
import { AUDIENCE } from '../../infra/local/issuer.ts';

interface Forgery {
  /** Claims over those of a good token; undefined takes one away. */
  readonly claims?: JWTPayload;
  readonly header?: Partial<JWTHeaderParameters>;
  /** Signs in the place of the issuer's key. */
  readonly key?: Parameters<SignJWT['sign']>[0];
}

/** An ID token for the e-mail that is good in all but what the forgery says. */
export async function signIdToken(email: string, { claims, header, key }: Forgery = {}): Promise<string> {
  const { url, signingKey } = inject('issuer');
  const now = Math.floor(Date.now() / 1000);
  const good = {
    iss: url,
    aud: AUDIENCE,
    sub: email,
    email,
    email_verified: true,
    iat: now,
    nbf: now - 10,
    exp: now + 600,
  };
  const payload = JSON.parse(JSON.stringify({ ...good, ...claims }));
  return new SignJWT(payload)
    .setProtectedHeader({ alg: 'RS256', kid: String(signingKey.kid), typ: 'JWT', ...header })
    .sign(key ?? (await importJWK(signingKey, 'RS256')));
}

/** The parts of a token put awaitAll again with others. */
export function tampered(token: string, changes: { header?: object; payload?: object; signature?: string }): string {
  const [header = '', payload = '', signature = ''] = token.split('.');
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return [
    changes.header ? encode(changes.header) : header,
    changes.payload ? encode(changes.payload) : payload,
    changes.signature ?? signature,
  ].join('.');
}
