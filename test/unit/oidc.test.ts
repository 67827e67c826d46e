// The verification of ID tokens: which requests the issuer gets, how often, and what happens when it is not available.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { idTokenVerifier } from '../../shared/auth/oidc.ts';
import { linkSubject } from '../../shared/domain/account.ts';
import { anAccount, EARLIER } from '../support/account-fixtures.ts';

const AUDIENCE = 'client';
const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true });

/** An issuer that records the requests it gets. */
async function anIssuer(changes: { discovery?: object; up?: boolean } = {}) {
  const requests: string[] = [];
  const state = { up: changes.up ?? true };
  const jwk = { ...(await exportJWK(publicKey)), kid: 'known', alg: 'RS256', use: 'sig' };
  const server = createServer(({ url = '' }, response) => {
    requests.push(url);
    const documents: Record<string, object> = {
      '/.well-known/openid-configuration': { issuer, jwks_uri: `${issuer}/keys`, ...changes.discovery },
      '/keys': { keys: [jwk] },
    };
    response.writeHead(state.up ? 200 : 503).end(JSON.stringify(documents[url]));
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
  return {
    issuer,
    requests,
    state,
    sign,
    verify: idTokenVerifier({ issuer, audience: AUDIENCE, trustsEmails: false }),
  };
}

beforeEach(() => {
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
});
afterEach(() => void vi.restoreAllMocks());

describe('the keys of the issuer', () => {
  it('are fetched once, through its discovery document', async () => {
    const { verify, sign, issuer, requests } = await anIssuer();
    const identity = {
      subject: { issuer, subject: 'ada' },
      email: 'ada@example.com',
      email_verified: true,
      name: null,
    };
    for (let time = 0; time < 3; time += 1) expect(await verify(await sign())).toEqual(identity);
    expect(requests).toEqual(['/.well-known/openid-configuration', '/keys']);
  });

  it('are not fetched again for each unknown key id', async () => {
    const { verify, sign, requests } = await anIssuer();
    await verify(await sign());
    requests.length = 0;
    for (let kid = 0; kid < 50; kid += 1) expect(await verify(await sign(`unknown-${kid}`))).toBeUndefined();
    expect(requests).toEqual(['/.well-known/openid-configuration', '/keys']);
    expect(await verify(await sign())).toBeDefined();
  });

  it('are not fetched for a while after a failure, which is logged and rejects the token', async () => {
    const { verify, sign, requests, issuer } = await anIssuer({ up: false });
    for (let time = 0; time < 20; time += 1) expect(await verify(await sign())).toBeUndefined();
    expect(requests).toHaveLength(1);
    const [[line] = []] = vi.mocked(process.stdout.write).mock.calls;
    expect(JSON.parse(String(line))).toMatchObject({
      level: 'ERROR',
      message: expect.stringContaining('cannot be fetched'),
      issuer,
    });
  });

  it.each([
    ['of another issuer', { issuer: 'https://evil.example.com' }],
    ['that refers to keys over plain http on another host', { jwks_uri: 'http://evil.example.com/keys' }],
    ['without keys', { jwks_uri: undefined }],
  ])('are rejected from a discovery document %s', async (_, discovery) => {
    const { verify, sign } = await anIssuer({ discovery });
    expect(await verify(await sign())).toBeUndefined();
  });

  it('are not fetched over plain http', async () => {
    const verify = idTokenVerifier({ issuer: 'http://issuer.example.com', audience: AUDIENCE, trustsEmails: false });
    const { sign } = await anIssuer();
    expect(await verify(await sign('known', 'http://issuer.example.com'))).toBeUndefined();
  });
});

it('treats an e-mail address without the claim email_verified as verified only if the issuer is trusted with e-mail addresses', async () => {
  const { issuer, sign } = await anIssuer();
  const idToken = await sign('known', issuer, { email_verified: undefined });
  for (const trustsEmails of [true, false]) {
    const verify = idTokenVerifier({ issuer, audience: AUDIENCE, trustsEmails });
    expect(await verify(idToken)).toMatchObject({ email: 'ada@example.com', email_verified: trustsEmails });
  }
});

it('rejects text that is not a JWT without a request to the issuer', async () => {
  const { verify, requests } = await anIssuer();
  for (const text of ['', '..', 'a.b.c', 'e30.e30.e30']) expect(await verify(text)).toBeUndefined();
  expect(requests).toEqual([]);
});

describe('the subject of an account', () => {
  const subjectOf = (issuer: string, subject: string) => ({ issuer, subject });

  it('is rejected when the account is linked to another subject of the same issuer', () => {
    const account = linkSubject(anAccount(), subjectOf('https://one', 'ada'));
    expect(() => linkSubject(account, subjectOf('https://one', 'eve'))).toThrow(
      expect.objectContaining({ code: 'identity_mismatch' }),
    );
  });

  it('is rejected when the account is deactivated', () => {
    expect(() => linkSubject(anAccount({ deleted_at: EARLIER }), subjectOf('https://one', 'ada'))).toThrow(
      expect.objectContaining({ code: 'user_deactivated' }),
    );
  });

  it('is replaced when the company changes its issuer', () => {
    const account = linkSubject(anAccount(), subjectOf('https://one', 'ada'));
    expect(linkSubject(account, subjectOf('https://two', '4711')).oidc_subject).toEqual(
      subjectOf('https://two', '4711'),
    );
  });
});
