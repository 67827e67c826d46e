// The verification of OIDC tokens of workloads, against issuers that listen on this machine.
import { createPublicKey, generateKeyPairSync, type JsonWebKey } from 'node:crypto';
import { Readable } from 'node:stream';
import { base64url, SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { readUnverifiedIssuer, workloadTokenVerifier } from '../../shared/auth/workload-token.ts';
import {
  aKeyPair,
  anIssuer,
  DISCOVERY,
  issuerKeys as keys,
  listen,
  nowInSeconds,
  sign,
} from '../support/workload-issuer.ts';

const now = nowInSeconds();

const HOUR = 60 * 60;

const otherKeys = await aKeyPair('known');

/** A token with any header, which a library would not sign. */
function forge(header: object, claims: object, signature = 'c2lnbmF0dXJl'): string {
  return `${[header, claims].map((part) => base64url.encode(JSON.stringify(part))).join('.')}.${signature}`;
}

const invalid = (check: string) => ({ outcome: 'invalid', check, detail: expect.stringMatching(/\.$/) });
const unreachable = (detail: string) => ({ outcome: 'keys_unreachable', detail: expect.stringContaining(detail) });

describe('a valid token', () => {
  it('is verified, and its claims are returned', async () => {
    const { url, trust, requests } = await anIssuer();
    const verify = workloadTokenVerifier();
    const token = await sign(url, { repository_id: '123', nested: { run: 7 } });
    const claims = { iss: url, sub: 'repo:acme/etl:ref:refs/heads/main', repository_id: '123', nested: { run: 7 } };
    for (let time = 0; time < 3; time += 1) {
      expect(await verify(token, trust)).toEqual({ outcome: 'verified', claims: expect.objectContaining(claims) });
    }
    expect(requests).toEqual([DISCOVERY, '/keys']);
  });

  it.each(['RS256', 'RS384', 'RS512', 'ES256', 'ES384', 'ES512', 'EdDSA'])('can use %s', async (alg) => {
    const pair = await aKeyPair('other', alg);
    const { url, trust } = await anIssuer({ pair });
    expect(await workloadTokenVerifier()(await sign(url, {}, { pair }), trust)).toMatchObject({ outcome: 'verified' });
  });

  it('is verified with the keys of the policy, without a request', async () => {
    const { url, requests } = await anIssuer();
    const verify = workloadTokenVerifier();
    expect(await verify(await sign(url), { issuer: url, jwks: { keys: [keys.jwk] } })).toMatchObject({
      outcome: 'verified',
    });
    expect(await verify(await sign(url), { issuer: url, jwks: { keys: [otherKeys.jwk] } })).toEqual(
      invalid('signature'),
    );
    expect(await verify(await sign(url), { issuer: url, jwks: { keys: [] } })).toEqual(invalid('key'));
    expect(requests).toEqual([]);
  });

  it('is verified with a key that the issuer has added', async () => {
    const { url, trust, state } = await anIssuer();
    const verify = workloadTokenVerifier();
    await verify(await sign(url), trust);
    const added = await aKeyPair('added');
    state.keySet = { keys: [keys.jwk, added.jwk] };
    expect(await verify(await sign(url, {}, { pair: added }), trust)).toMatchObject({ outcome: 'verified' });
  });

  it.each<[string, object]>([
    ['a clock that is ahead', { iat: now + 30, nbf: now + 30 }],
    ['a clock that is behind', { iat: now - 300, exp: now - 30 }],
    ['a lifetime of a day', { exp: now + 24 * HOUR }],
    ['fractions of seconds', { iat: now - 0.5, exp: now + 299.5 }],
  ])('can have %s', async (_, claims) => {
    const { url, trust } = await anIssuer();
    expect(await workloadTokenVerifier()(await sign(url, claims), trust)).toMatchObject({ outcome: 'verified' });
  });
});

describe('the form of a token', () => {
  const claims = { iss: 'https://issuer.example.com' };
  const header = { alg: 'RS256', kid: 'known' };

  it.each<[string, string]>([
    ['empty', ''],
    ['without parts', 'token'],
    ['with two parts', forge(header, claims).split('.').slice(0, 2).join('.')],
    ['with four parts', `${forge(header, claims)}.e30`],
    ['with an empty signature', forge(header, claims, '')],
    ['with padding', forge(header, claims, 'YQ==')],
    ['with another encoding of the same signature', forge(header, claims, 'YR')],
    ['with a header that is not JSON', `YQ.${forge(header, claims).split('.').slice(1).join('.')}`],
    ['with claims in a list', forge(header, [claims])],
    ['with a list of algorithms', forge({ ...header, alg: ['RS256'] }, claims)],
    ['with a key id that is a number', forge({ ...header, kid: 1 }, claims)],
    ['with a list of issuers', forge(header, { iss: [claims.iss] })],
    ['with an expiration as text', forge(header, { ...claims, exp: String(now + 300) })],
    ['with a time of issue as text', forge(header, { ...claims, iat: String(now) })],
    ['with a start as text', forge(header, { ...claims, nbf: 'now' })],
    ['with a subject that is a number', forge(header, { ...claims, sub: 7 })],
    ['with a number in the audience', forge(header, { ...claims, aud: ['x', 7] })],
    ['larger than 16 KiB', forge(header, { ...claims, padding: 'x'.repeat(16 * 1024) })],
  ])('is invalid when it is %s', async (_, token) => {
    const trust = { issuer: 'https://issuer.example.com', jwks: { keys: [keys.jwk] } };
    expect(await workloadTokenVerifier()(token, trust)).toEqual(invalid('format'));
    expect(readUnverifiedIssuer(token)).toBeUndefined();
  });

  it('is accepted up to 16 KiB', () => {
    const token = forge(header, claims, Buffer.alloc(12_000).toString('base64url'));
    expect(readUnverifiedIssuer(token)).toBe('https://issuer.example.com');
  });
});

describe('the header of a token', () => {
  it.each<[string, object]>([
    ['the algorithm none', { alg: 'none' }],
    ['the algorithm none in other case', { alg: 'nOnE' }],
    ['no algorithm', { alg: undefined }],
    ['an algorithm that is the name of a method', { alg: 'toString' }],
    ['a symmetric algorithm', { alg: 'HS256' }],
    ['no key id', { kid: undefined }],
    ['an empty key id', { kid: '' }],
    ['critical extensions', { crit: ['exp'] }],
    ['the URL of a key set', { jku: 'https://evil.example.com/keys' }],
    ['a key', { jwk: otherKeys.jwk }],
    ['the URL of a certificate', { x5u: 'https://evil.example.com/certificate' }],
    ['a certificate', { x5c: ['MII'] }],
    ['a forbidden parameter without a value', { jku: null }],
  ])('is rejected with %s, without a request', async (_, header) => {
    const { url, trust, requests } = await anIssuer();
    const token = forge({ alg: 'RS256', kid: 'known', ...header }, { iss: url });
    expect(await workloadTokenVerifier()(token, trust)).toEqual(invalid('header'));
    expect(readUnverifiedIssuer(token)).toBeUndefined();
    expect(requests).toEqual([]);
  });

  it('is rejected with HS256 and a signature made with the public key', async () => {
    const { url, trust } = await anIssuer();
    const publicKey = createPublicKey({ key: keys.jwk as JsonWebKey, format: 'jwk' });
    const token = await new SignJWT({ iss: url, sub: 'x', iat: now, exp: now + 300 })
      .setProtectedHeader({ alg: 'HS256', kid: 'known' })
      .sign(Buffer.from(publicKey.export({ type: 'spki', format: 'pem' })));
    expect(await workloadTokenVerifier()(token, trust)).toEqual(invalid('header'));
  });
});

describe('the issuer of a token', () => {
  it.each<[string, (issuer: string) => unknown]>([
    ['a trailing slash', (issuer) => `${issuer}/`],
    ['other case', (issuer) => issuer.replace('http', 'HTTP')],
    ['a path', (issuer) => `${issuer}/path`],
    ['surrounding space', (issuer) => ` ${issuer}`],
    ['no value', () => undefined],
    ['another host', () => 'https://evil.example.com'],
  ])('is rejected with %s, without a request', async (_, iss) => {
    const { url, trust, requests } = await anIssuer();
    expect(await workloadTokenVerifier()(await sign(url, { iss: iss(url) }), trust)).toEqual(invalid('issuer'));
    expect(requests).toEqual([]);
  });

  it.each([
    'http://issuer.example.com',
    'http://localhost.example.com',
    'http://169.254.169.254',
    'ftp://localhost',
    'https://user@issuer.example.com',
    'https://issuer.example.com?x=',
    'https://issuer.example.com#x',
    'issuer.example.com',
    '',
  ])('is rejected when the policy trusts %j', async (issuer) => {
    const token = await sign(issuer);
    for (const jwks of [null, { keys: [keys.jwk] }]) {
      expect(await workloadTokenVerifier()(token, { issuer, jwks })).toEqual(invalid('issuer'));
    }
  });

  it('is returned without a verification of the signature', () => {
    expect(readUnverifiedIssuer(forge({ alg: 'RS256', kid: 'x' }, { iss: 'https://a' }))).toBe('https://a');
    expect(readUnverifiedIssuer(forge({ alg: 'RS256', kid: 'x' }, { iss: 1 }))).toBeUndefined();
    expect(readUnverifiedIssuer(forge({ alg: 'RS256', kid: 'x' }, {}))).toBeUndefined();
  });
});

describe('a signature', () => {
  it('of a key of another issuer is rejected, whatever its key id', async () => {
    const [trusted, evil] = [await anIssuer(), await anIssuer({ pair: otherKeys })];
    const verify = workloadTokenVerifier();
    // Caches the keys of both issuers.
    expect(await verify(await sign(evil.url, {}, { pair: otherKeys }), evil.trust)).toMatchObject({
      outcome: 'verified',
    });
    expect(await verify(await sign(trusted.url), trusted.trust)).toMatchObject({ outcome: 'verified' });
    expect(await verify(await sign(trusted.url, {}, { pair: otherKeys }), trusted.trust)).toEqual(invalid('signature'));
    expect(await verify(await sign(evil.url), evil.trust)).toEqual(invalid('signature'));
  });

  it('with a key id of another issuer is rejected', async () => {
    const evil = await anIssuer({ pair: await aKeyPair('evil') });
    const trusted = await anIssuer();
    const verify = workloadTokenVerifier();
    await verify(await sign(evil.url), evil.trust);
    expect(await verify(await sign(trusted.url, {}, { header: { kid: 'evil' } }), trusted.trust)).toEqual(
      invalid('key'),
    );
  });

  it('is rejected when the claims have changed', async () => {
    const { url, trust } = await anIssuer();
    const [header, , signature] = (await sign(url)).split('.');
    const [, claims] = (await sign(url, { sub: 'repo:acme/other' })).split('.');
    expect(await workloadTokenVerifier()([header, claims, signature].join('.'), trust)).toEqual(invalid('signature'));
  });

  it('is rejected when the key belongs to another algorithm or use, or is too short', async () => {
    const { jwk: p384 } = await aKeyPair('known', 'ES384');
    const { url } = await anIssuer();
    const token = await sign(url);
    for (const jwk of [{ ...keys.jwk, alg: 'RS512' }, { ...keys.jwk, use: 'enc' }, p384, aShortKey()]) {
      expect(await workloadTokenVerifier()(token, { issuer: url, jwks: { keys: [jwk] } })).toEqual(invalid('key'));
    }
  });

  it('is rejected when the key is malformed', async () => {
    const { url } = await anIssuer();
    const ec = await aKeyPair('known', 'ES256');
    const token = await sign(url, {}, { pair: ec });
    const broken = { ...ec.jwk, x: 'AAAA' };
    expect(await workloadTokenVerifier()(token, { issuer: url, jwks: { keys: [broken] } })).toEqual(
      invalid('signature'),
    );
    expect(await workloadTokenVerifier()(token, { issuer: url, jwks: { keys: [{ kid: 'known' }] } })).toEqual(
      invalid('key'),
    );
  });
});

/** jose refuses to generate a key this short. */
function aShortKey() {
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
  return { ...publicKey.export({ format: 'jwk' }), kid: 'known', alg: 'RS256', use: 'sig' };
}

describe('the times of a token', () => {
  it.each<[string, object]>([
    ['an expiration in the past', { iat: now - 600, exp: now - 90 }],
    ['no expiration', { exp: undefined }],
    ['no time of issue', { iat: undefined }],
    ['a time of issue in the future', { iat: now + 120, exp: now + 300 }],
    ['a start in the future', { nbf: now + 120 }],
    ['a lifetime of more than a day', { iat: now, exp: now + 24 * HOUR + 1 }],
    ['an expiration in a century', { exp: now + 100 * 365 * 24 * HOUR }],
    ['an expiration in milliseconds', { exp: (now + 300) * 1000 }],
    ['times in milliseconds', { iat: now * 1000, exp: (now + 300) * 1000 }],
    ['negative times', { iat: -1, exp: -1 }],
  ])('are rejected with %s', async (_, claims) => {
    const { url, trust } = await anIssuer();
    expect(await workloadTokenVerifier()(await sign(url, claims), trust)).toEqual(invalid('times'));
  });

  it('are compared with the clock of the verifier', async () => {
    const { url, trust } = await anIssuer();
    const later = workloadTokenVerifier(() => Date.now() + HOUR * 1000);
    expect(await later(await sign(url), trust)).toEqual(invalid('times'));
    expect(await later(await sign(url, { exp: now + 2 * HOUR }), trust)).toMatchObject({ outcome: 'verified' });
  });
});

it.each([undefined, ''])('rejects a token with the subject %j', async (sub) => {
  const { url, trust } = await anIssuer();
  expect(await workloadTokenVerifier()(await sign(url, { sub }), trust)).toEqual(invalid('subject'));
});

describe('the keys of an issuer', () => {
  it.each<[string, object, string]>([
    ['of another issuer', { issuer: 'https://evil.example.com' }, 'another issuer'],
    ['without an issuer', { issuer: undefined }, 'another issuer'],
    ['without keys', { jwks_uri: undefined }, 'Invalid URL'],
    ['that refers to keys over plain http', { jwks_uri: 'http://evil.example.com/keys' }, 'only over HTTPS'],
    ['that refers to the metadata of the machine', { jwks_uri: 'https://169.254.169.254/latest' }, 'not public'],
  ])('are not fetched through a discovery document %s', async (_, discovery, detail) => {
    const { url, trust } = await anIssuer({ discovery });
    expect(await workloadTokenVerifier()(await sign(url), trust)).toEqual(unreachable(detail));
  });

  it('are not fetched from another server on this machine', async () => {
    const other = await anIssuer();
    const { url, trust } = await anIssuer({ discovery: { jwks_uri: `${other.url}/keys` } });
    expect(await workloadTokenVerifier()(await sign(url), trust)).toEqual(unreachable('only over HTTPS'));
    expect(other.requests).toEqual([]);
  });

  it('are not fetched through a redirect', async () => {
    const other = await anIssuer();
    const { url, trust } = await anIssuer({
      sendKeys: (response) => response.writeHead(302, { location: `${other.url}/keys` }).end(),
    });
    expect(await workloadTokenVerifier()(await sign(url), trust)).toEqual(unreachable('status 302'));
    expect(other.requests).toEqual([]);
  });

  it('are not read beyond 64 kB', async () => {
    const sent = { bytes: 0 };
    function* endless() {
      for (; ; sent.bytes += 10_000) yield ' '.repeat(10_000);
    }
    const { url, trust } = await anIssuer({ sendKeys: (response) => void Readable.from(endless()).pipe(response) });
    expect(await workloadTokenVerifier()(await sign(url), trust)).toEqual(unreachable('larger than 65536 bytes'));
    expect(sent.bytes).toBeLessThan(5_000_000);
  });

  it('are not waited for longer than 5 seconds', { timeout: 10_000 }, async () => {
    const { url, trust } = await anIssuer({
      sendKeys: (response) => {
        const sending = setInterval(() => response.write(' '), 200);
        response.once('close', () => clearInterval(sending));
      },
    });
    const start = performance.now();
    expect(await workloadTokenVerifier()(await sign(url), trust)).toEqual(unreachable('abort'));
    expect(performance.now() - start).toBeLessThan(6000);
  });

  it('are not accepted when they are malformed', async () => {
    const { url, trust } = await anIssuer({ keySet: { keys: [{ ...keys.jwk, kid: 1 }] } });
    expect(await workloadTokenVerifier()(await sign(url), trust)).toEqual(unreachable('malformed'));
  });

  it('are not fetched again for each unknown key id', async () => {
    const { url, trust, requests } = await anIssuer();
    const verify = workloadTokenVerifier();
    await verify(await sign(url), trust);
    requests.length = 0;
    for (let kid = 0; kid < 50; kid += 1) {
      expect(await verify(await sign(url, {}, { header: { kid: `unknown-${kid}` } }), trust)).toEqual(invalid('key'));
    }
    expect(requests).toEqual([DISCOVERY, '/keys']);
    expect(await verify(await sign(url), trust)).toMatchObject({ outcome: 'verified' });
  });

  it('are fetched once for tokens that arrive at the same time', async () => {
    const { url, trust, requests } = await anIssuer();
    const verify = workloadTokenVerifier();
    const token = await sign(url);
    const results = await Promise.all(Array.from({ length: 50 }, () => verify(token, trust)));
    expect(new Set(results.map(({ outcome }) => outcome))).toEqual(new Set(['verified']));
    expect(requests).toEqual([DISCOVERY, '/keys']);
  });

  it('are not fetched for a while after a failure', async () => {
    const clock = { milliseconds: Date.now() };
    const { url, trust, requests, state } = await anIssuer();
    const verify = workloadTokenVerifier(() => clock.milliseconds);
    state.up = false;
    for (let time = 0; time < 20; time += 1) {
      expect(await verify(await sign(url), trust)).toMatchObject({ outcome: 'keys_unreachable' });
    }
    expect(requests).toHaveLength(1);
    state.up = true;
    clock.milliseconds += 11_000;
    expect(await verify(await sign(url), trust)).toMatchObject({ outcome: 'verified' });
  });

  it('are no longer accepted an hour after the issuer has withdrawn them', async () => {
    const clock = { milliseconds: Date.now() };
    const { url, trust, state } = await anIssuer();
    const verify = workloadTokenVerifier(() => clock.milliseconds);
    const token = await sign(url, { exp: now + 2 * HOUR });
    expect(await verify(token, trust)).toMatchObject({ outcome: 'verified' });
    state.keySet = { keys: [] };
    clock.milliseconds += HOUR * 1000;
    expect(await verify(token, trust)).toEqual(invalid('key'));
  });

  it('are kept for the 100 issuers that were used last', async () => {
    const verify = workloadTokenVerifier();
    const requests: string[] = [];
    const origin: string = await listen(({ url: path = '' }, response) => {
      requests.push(path);
      const issuer = `${origin}${path.replace(DISCOVERY, '')}`;
      const document = path.endsWith(DISCOVERY) ? { issuer, jwks_uri: `${origin}/keys` } : { keys: [keys.jwk] };
      response.end(JSON.stringify(document));
    });
    const use = async (name: string) => {
      const issuer = `${origin}/${name}`;
      expect(await verify(await sign(issuer), { issuer, jwks: null })).toMatchObject({ outcome: 'verified' });
    };
    await use('first');
    for (let other = 0; other < 99; other += 1) await use(`other-${other}`);
    await use('first');
    expect(requests.filter((path) => path === `/first${DISCOVERY}`)).toHaveLength(1);
    await use('one-more');
    await use('first');
    await use('other-0');
    expect(requests.filter((path) => path === `/first${DISCOVERY}`)).toHaveLength(1);
    expect(requests.filter((path) => path === `/other-0${DISCOVERY}`)).toHaveLength(2);
  });
});

it('repeats nothing of the token in a result', async () => {
  const { url, trust } = await anIssuer();
  const claims = { sub: 'private-subject', iss: `${url}/private-issuer` };
  const tokens = [await sign(url, { ...claims, iss: url, exp: 1 }), await sign(url, claims), 'private-text'];
  for (const token of tokens) {
    const text = JSON.stringify(await workloadTokenVerifier()(token, trust));
    expect(text).not.toContain('private');
    for (const part of token.split('.')) expect(text).not.toContain(part);
  }
});
