// A request needs an active bearer token of an active account. Any other request gets 401.
import { request } from 'node:http';
import { describe, expect } from 'vitest';
import { locateToken, mintToken, type TokenLocator } from '../../shared/auth/bearer-token.ts';
import { httpClient } from '../support/http-client.ts';
import { it as base } from '../support/workspace.ts';

const PAST = '2025-01-01T00:00:00.000Z';
const unauthorized = { status: 401, body: { message: 'Unauthorized' } };

const it = base.extend('pipeline', { scope: 'file' }, ({ workspace }) => workspace.serviceUser());

/** The status of a request with these Authorization headers, one line each. */
function statusWith(url: string, authorization: string[]): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const headers = authorization.flatMap((value) => ['Authorization', value]);
    request(`${url}/api/me`, { headers: ['Host', new URL(url).host, ...headers] }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });
}

/** A copy of a token with other ids, another type or another secret, and a correct checksum. */
function forged(
  plaintext: string,
  changes: Partial<TokenLocator> & { type?: 'Service' | 'Personal'; secret?: string },
) {
  const locator = locateToken(plaintext) as TokenLocator;
  const { type = 'Service', secret = plaintext.slice(-49, -6), ...ids } = changes;
  return mintToken({ ...locator, type, prefix: '', random: bytesOf(secret), ...ids });
}

/** The 32 bytes that are encoded in 43 base62 digits. */
function bytesOf(digits: string): Uint8Array {
  const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
  const value = [...digits].reduce((sum, digit) => sum * 62n + BigInt(alphabet.indexOf(digit)), 0n);
  return Buffer.from(value.toString(16).padStart(64, '0'), 'hex');
}

describe('an Authorization header', () => {
  it('is refused when it is missing, empty, malformed, or of another scheme', async ({
    workspace: { url },
    pipeline,
  }) => {
    const { bearer_token: token } = pipeline.token;
    const bad = [
      [],
      [''],
      [token],
      ['Bearer'],
      [`Basic ${token}`],
      [`Basic ${Buffer.from(`${token}:`).toString('base64')}`],
      [`Token ${token}`],
      [`Bearer${token}`],
      [`Bearer "${token}"`],
      [`Bearer ${token} extra`],
      [`Bearer ${token},`],
      [`Bearer Bearer ${token}`],
      [`Bearer\t${token}`],
      [`Bearer ${token.slice(0, 30)} ${token.slice(30)}`],
      ['Bearer \xff\xfe\x80'],
      ['Bearer undefined'],
    ];
    for (const headers of bad) expect([headers, await statusWith(url, headers)]).toEqual([headers, 401]);
  });

  it('is refused when it is sent twice, even with valid tokens', async ({ workspace: { url, admin }, pipeline }) => {
    const { bearer_token: token } = pipeline.token;
    expect((await admin.get('/api/me')).status).toBe(200);
    expect(await statusWith(url, [`Bearer ${token}`, `Bearer ${token}`])).toBe(401);
    expect(await statusWith(url, [`Bearer ${token}`, 'Bearer nonsense'])).toBe(401);
    expect(await statusWith(url, [`Bearer ${token}, Bearer ${token}`])).toBe(401);
  });

  it('accepts the scheme in any letter case (RFC 9110, 11.1)', async ({ workspace: { url }, pipeline }) => {
    const { bearer_token: token } = pipeline.token;
    for (const scheme of ['Bearer', 'bearer', 'BEARER'])
      expect(await statusWith(url, [`${scheme} ${token}`])).toBe(200);
  });

  it('is the only place for a token: query parameters and cookies are ignored', async ({
    workspace: { anonymous },
    pipeline,
  }) => {
    const { bearer_token: token } = pipeline.token;
    expect(await anonymous.get(`/api/me?access_token=${token}`)).toMatchObject(unauthorized);
    const cookie = `token=${token}; authorization=Bearer ${token}`;
    expect(await anonymous.send('GET', '/api/me', { headers: { cookie } })).toMatchObject(unauthorized);
  });
});

describe('a bearer token', () => {
  it('is refused with an added, removed or changed character', async ({ workspace: { url }, pipeline }) => {
    const { bearer_token: token } = pipeline.token;
    const flipped = token.slice(0, -1) + (token.endsWith('0') ? '1' : '0');
    for (const bad of [token.slice(0, -1), token.slice(1), `${token}0`, flipped, token.toUpperCase(), token.slice(4)]) {
      expect([bad, await httpClient(url, bad).get('/api/me')]).toMatchObject([bad, unauthorized]);
    }
  });

  it('is refused when it is well-formed, but its account or token does not exist', async ({ workspace, pipeline }) => {
    const { bearer_token: token } = pipeline.token;
    expect(forged(token, {})).toBe(token);
    for (const changes of [{ account_id: 999_999 }, { token_id: 999_999 }, { account_id: 0 }, { token_id: 0 }]) {
      expect(await workspace.client(forged(token, changes)).get('/api/me')).toMatchObject(unauthorized);
    }
  });

  it('is refused with the secret, the ids or the type of another token', async ({
    workspace,
    pipeline: { user, token },
  }) => {
    const { client } = workspace;
    const wanted = { name: 'other', user_id: user.id, expires_in_days: 1 };
    const { body: other } = await workspace.admin.post('/api/user-tokens', wanted);
    const secret = other.bearer_token.slice(-49, -6);
    expect(await client(forged(token.bearer_token, { secret })).get('/api/me')).toMatchObject(unauthorized);
    const swapped = forged(token.bearer_token, { token_id: other.id });
    expect(await client(swapped).get('/api/me')).toMatchObject(unauthorized);
    const personal = forged(token.bearer_token, { type: 'Personal' });
    expect(await client(personal).get('/api/me')).toMatchObject(unauthorized);
    expect((await client(other.bearer_token).get('/api/me')).status).toBe(200);
  });

  it('is refused from its expiration on', async ({ workspace }) => {
    const { token, client } = await workspace.serviceUser();
    expect((await client.get('/api/me')).status).toBe(200);
    await workspace.setTokenTimes(token, { expiration: PAST });
    expect(await client.get('/api/me')).toMatchObject(unauthorized);
  });

  it('is refused when revoked, and when its account is deactivated', async ({
    workspace: { admin, serviceUser, person },
  }) => {
    const pipeline = await serviceUser();
    await admin.put(`/api/user-tokens/${pipeline.token.id}`, { revoke: true });
    expect(await pipeline.client.get('/api/me')).toMatchObject(unauthorized);
    const leaver = await person('Admin');
    await admin.delete(`/api/users/${leaver.user.id}`);
    expect(await leaver.client.get('/api/me')).toMatchObject(unauthorized);
  });

  it('is refused with the same response for every reason', async ({ workspace, pipeline: { token } }) => {
    const revoked = await workspace.serviceUser();
    await workspace.admin.put(`/api/user-tokens/${revoked.token.id}`, { revoke: true });
    const wrong = [
      'nonsense',
      forged(token.bearer_token, { account_id: 999_999 }),
      forged(token.bearer_token, { token_id: 999_999 }),
      revoked.token.bearer_token,
    ];
    const responses = await Promise.all(wrong.map((bad) => workspace.client(bad).get('/api/me')));
    expect(responses.map(({ status, body }) => ({ status, body }))).toEqual(wrong.map(() => unauthorized));
  });
});

it('every route refuses a request without a credential before it checks anything else', async ({ workspace }) => {
  const { anonymous } = workspace;
  const before = await workspace.items();
  for (const [method, path] of [
    ['POST', '/api/users'],
    ['GET', '/api/users'],
    ['GET', '/api/users/1'],
    ['PUT', '/api/users/1'],
    ['DELETE', '/api/users/1'],
    ['POST', '/api/users/1/reactivate'],
    ['POST', '/api/users/1/revoke-tokens'],
    ['POST', '/api/user-tokens'],
    ['GET', '/api/user-tokens'],
    ['GET', '/api/user-tokens/service'],
    ['GET', '/api/user-tokens/1'],
    ['PUT', '/api/user-tokens/1'],
    ['DELETE', '/api/user-tokens/1'],
    ['GET', '/api/me'],
    ['GET', '/api/audit-log'],
  ] as const) {
    expect([method, path, await anonymous.request(method, path)]).toMatchObject([method, path, unauthorized]);
  }
  expect(await workspace.items()).toEqual(before);
});
