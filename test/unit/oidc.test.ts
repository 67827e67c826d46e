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
      .setIssuedAt()
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
      token: { id: expect.any(String), issued_at: expect.any(Number), expires: expect.any(Number) },
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

describe('an ID token', () => {
  const now = Math.floor(Date.now() / 1000);
  const DAY = 24 * 60 * 60;
  const LOGOUT_EVENT = { 'http://schemas.openid.net/event/backchannel-logout': {} };

  /** Signs a token that is valid except for the changes; undefined removes a claim. */
  const signWith = (issuer: string, claims: object, header: object) => {
    const valid = { iss: issuer, aud: AUDIENCE, sub: 'ada', email: 'ada@example.com', iat: now, exp: now + 300 };
    return new SignJWT(JSON.parse(JSON.stringify({ ...valid, ...claims })))
      .setProtectedHeader({ alg: 'RS256', kid: 'known', ...header })
      .sign(privateKey);
  };

  it.each<[string, object, object?]>([
    ['one audience in a list', { aud: [AUDIENCE] }],
    ['several audiences, issued to this client', { aud: ['another', AUDIENCE], azp: AUDIENCE }],
    ['one audience, requested by another client', { azp: 'mobile-app' }],
    ['the type JWT', {}, { typ: 'JWT' }],
    ['the type JWT in lower case', {}, { typ: 'jwt' }],
    ['the type ID of Keycloak', { typ: 'ID' }],
    ['the use id of Cognito', { token_use: 'id' }],
    ['a time of issue within the tolerance', { iat: now + 30 }],
    ['a lifetime of a day', { iat: now, exp: now + DAY }],
  ])('with %s is accepted', async (_, claims, header = {}) => {
    const { issuer, verify } = await anIssuer();
    expect(await verify(await signWith(issuer, claims, header))).toMatchObject({ email: 'ada@example.com' });
  });

  it.each<[string, object, object?]>([
    ['several audiences and no authorized party', { aud: [AUDIENCE, 'another'] }],
    ['several audiences, issued to another client', { aud: [AUDIENCE, 'another'], azp: 'another' }],
    ['several audiences without this one', { aud: ['one', 'another'], azp: AUDIENCE }],
    ['the type of an access token', {}, { typ: 'at+jwt' }],
    ['the type of a logout token', {}, { typ: 'logout+jwt' }],
    ['an event', { events: LOGOUT_EVENT }],
    ['the type of an access token of Keycloak', { typ: 'Bearer' }],
    ['the type of a refresh token of Keycloak', { typ: 'Refresh' }],
    ['the use of an access token of Cognito', { token_use: 'access' }],
    ['no time of issue', { iat: undefined }],
    ['a time of issue as text', { iat: String(now) }],
    ['a time of issue in the future', { iat: now + 90 }],
    ['a time of issue more than a day ago', { iat: now - DAY - 1, exp: now + 300 }],
    ['a lifetime of more than a day', { iat: now, exp: now + DAY + 1 }],
    ['times in milliseconds', { iat: now * 1000, exp: (now + 300) * 1000 }],
    ['an expiration in milliseconds', { exp: (now + 300) * 1000 }],
    ['no expiration', { exp: undefined }],
  ])('with %s is rejected', async (_, claims, header = {}) => {
    const { issuer, verify } = await anIssuer();
    expect(await verify(await signWith(issuer, claims, header))).toBeUndefined();
  });

  it.each([
    [{}, true],
    [{ email_verified: true }, true],
    [{ email_verified: false }, false],
    [{ email_verified: 'false' }, false],
    [{ email_verified: null }, false],
    [{ xms_edov: false }, false],
    [{ xms_edov: true }, true],
    [{ email_verified: true, xms_edov: false }, false],
  ])('of an issuer whose addresses are trusted, with %j: verified is %s', async (claims, email_verified) => {
    const { issuer } = await anIssuer();
    const verify = idTokenVerifier({ issuer, audience: AUDIENCE, trustsEmails: true });
    expect(await verify(await signWith(issuer, claims, {}))).toMatchObject({ email_verified });
  });
});
