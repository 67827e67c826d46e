// The verifier of ID tokens and its issuer: what is asked, how often, and what happens when no answer comes.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { idTokenVerifier } from '../../shared/auth/oidc.ts';
import { linkSubject } from '../../shared/domain/account.ts';
import { anAccount, EARLIER } from '../support/accounts.ts';

const AUDIENCE = 'client';
const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true });

/** An issuer that counts what it is asked. */
async function anIssuer(changes: { discovery?: object; up?: boolean } = {}) {
  const asked: string[] = [];
  const state = { up: changes.up ?? true };
  const jwk = { ...(await exportJWK(publicKey)), kid: 'known', alg: 'RS256', use: 'sig' };
  const server = createServer(({ url = '' }, response) => {
    asked.push(url);
    const answers: Record<string, object> = {
      '/.well-known/openid-configuration': { issuer, jwks_uri: `${issuer}/keys`, ...changes.discovery },
      '/keys': { keys: [jwk] },
    };
    response.writeHead(state.up ? 200 : 503).end(JSON.stringify(answers[url]));
  }).listen(0, '127.0.0.1');
  await new Promise((listening) => server.once('listening', listening));
  onTestFinished(() => void server.close());
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const sign = (kid = 'known', iss = issuer, claims: object = {}) =>
    new SignJWT({ sub: 'ada', email: 'ada@example.com', email_verified: true, ...claims })
      .setProtectedHeader({ alg: 'RS256', kid })
      .setIssuer(iss)
      .setAudience(AUDIENCE)
      .setExpirationTime('5m')
      .sign(privateKey);
  return { issuer, asked, state, sign, verify: idTokenVerifier({ issuer, audience: AUDIENCE, trustsEmails: false }) };
}

beforeEach(() => {
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
});

describe('the keys of the issuer', () => {
  it('are asked for once, by way of its discovery document', async () => {
    const { verify, sign, issuer, asked } = await anIssuer();
    const identity = {
      subject: { issuer, subject: 'ada' },
      email: 'ada@example.com',
      email_verified: true,
      name: null,
    };
    for (let time = 0; time < 3; time += 1) expect(await verify(await sign())).toEqual(identity);
    expect(asked).toEqual(['/.well-known/openid-configuration', '/keys']);
  });

  it('are not asked for again and again because of keys that nobody knows', async () => {
    const { verify, sign, asked } = await anIssuer();
    await verify(await sign());
    asked.length = 0;
    for (let kid = 0; kid < 50; kid += 1) expect(await verify(await sign(`unknown-${kid}`))).toBeUndefined();
    expect(asked).toEqual(['/.well-known/openid-configuration', '/keys']);
    expect(await verify(await sign())).toBeDefined();
  });

  it('are asked for once in a while when no answer comes, which refuses the token and is logged', async () => {
    const { verify, sign, asked, issuer } = await anIssuer({ up: false });
    for (let time = 0; time < 20; time += 1) expect(await verify(await sign())).toBeUndefined();
    expect(asked).toHaveLength(1);
    const [[line] = []] = vi.mocked(process.stdout.write).mock.calls;
    expect(JSON.parse(String(line))).toMatchObject({
      level: 'ERROR',
      message: expect.stringContaining('cannot be fetched'),
      issuer,
    });
  });

  it.each([
    ['of another issuer', { issuer: 'https://evil.example.com' }],
    ['that points to plain http elsewhere', { jwks_uri: 'http://evil.example.com/keys' }],
    ['without keys', { jwks_uri: undefined }],
  ])('are not taken from a discovery document %s', async (_, discovery) => {
    const { verify, sign } = await anIssuer({ discovery });
    expect(await verify(await sign())).toBeUndefined();
  });

  it('are not asked for over plain http', async () => {
    const verify = idTokenVerifier({ issuer: 'http://issuer.example.com', audience: AUDIENCE, trustsEmails: false });
    const { sign } = await anIssuer();
    expect(await verify(await sign('known', 'http://issuer.example.com'))).toBeUndefined();
  });
});

it('an e-mail that the issuer does not call verified counts as such where the issuer is trusted with it', async () => {
  const { issuer, sign } = await anIssuer();
  const idToken = await sign('known', issuer, { email_verified: undefined });
  for (const trustsEmails of [true, false]) {
    const verify = idTokenVerifier({ issuer, audience: AUDIENCE, trustsEmails });
    expect(await verify(idToken)).toMatchObject({ email: 'ada@example.com', email_verified: trustsEmails });
  }
});

it('what is no JWT is refused without asking anybody', async () => {
  const { verify, asked } = await anIssuer();
  for (const text of ['', '..', 'a.b.c', 'e30.e30.e30']) expect(await verify(text)).toBeUndefined();
  expect(asked).toEqual([]);
});

describe('the subject of an account', () => {
  const seen = (issuer: string, subject: string) => ({ issuer, subject });

  it('is refused when another of the same issuer has the account', () => {
    const account = linkSubject(anAccount(), seen('https://one', 'ada'));
    expect(() => linkSubject(account, seen('https://one', 'eve'))).toThrow(
      expect.objectContaining({ code: 'identity_mismatch' }),
    );
  });

  it('is not taken by an account that is deactivated', () => {
    expect(() => linkSubject(anAccount({ deleted_at: EARLIER }), seen('https://one', 'ada'))).toThrow(
      expect.objectContaining({ code: 'user_deactivated' }),
    );
  });

  it('is replaced when the company has a new issuer', () => {
    const account = linkSubject(anAccount(), seen('https://one', 'ada'));
    expect(linkSubject(account, seen('https://two', '4711')).oidc_subject).toEqual(seen('https://two', '4711'));
  });
});
