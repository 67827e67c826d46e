// ID tokens of the issuer are verified by the login, and are no credential of the API.
import { createPublicKey, generateKeyPairSync, type JsonWebKey } from 'node:crypto';
import { describe, expect, inject } from 'vitest';
import type { HttpClient } from '../support/http-client.ts';
import { signIdToken, tampered } from '../support/id-tokens.ts';
import { it as base, type Workspace } from '../support/workspace.ts';

const ADA = 'ada@example.com';
const it = base.extend('ada', { scope: 'file', auto: true }, async ({ workspace: { admin } }) => {
  const { body } = await admin.post('/api/users', { name: 'Ada', user_type: 'Human', email: ADA });
  return body;
});

const logIn = (client: HttpClient) => client.send('POST', '/api/login');
const both = async ({ client }: Workspace, idToken: string) => [
  (await client(idToken).get('/api/me')).status,
  (await logIn(client(idToken))).status,
];

it('accepts a valid ID token for a login, and not as a credential of the API', async ({ workspace, ada }) => {
  const client = workspace.client(await signIdToken(ADA));
  expect(await client.get('/api/me')).toMatchObject({ status: 401 });
  expect(await logIn(client)).toMatchObject({ status: 200, body: { id: ada.id, last_login: expect.any(String) } });
});

describe('refuses', () => {
  const now = Math.floor(Date.now() / 1000);
  const claims: [string, Record<string, unknown>][] = [
    ['another issuer', { iss: 'https://evil.example.com' }],
    ['another audience', { aud: 'another-client' }],
    ['no audience', { aud: undefined }],
    ['an expired token', { exp: now - 60 }],
    ['a token that never expires', { exp: undefined }],
    ['a token that is not yet valid', { nbf: now + 600 }],
    ['a token without a subject', { sub: undefined }],
    ['a subject that is too long', { sub: 'x'.repeat(3000) }],
    ['an access token of Cognito', { token_use: 'access' }],
    ['a logout token', { events: { 'http://schemas.openid.net/event/backchannel-logout': {} } }],
    ['a token for several audiences', { aud: ['service-users-local', 'another-client'] }],
    ['a lifetime of more than a day', { exp: now + 25 * 60 * 60 }],
  ];
  it.for(claims)('%s', async ([, changed], { workspace }) => {
    expect(await both(workspace, await signIdToken(ADA, { claims: changed }))).toEqual([401, 401]);
  });

  it('an access token by its type', async ({ workspace }) => {
    expect(await both(workspace, await signIdToken(ADA, { header: { typ: 'at+jwt' } }))).toEqual([401, 401]);
  });

  it('a signature of another key, also with the correct key id', async ({ workspace }) => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    expect(await both(workspace, await signIdToken(ADA, { key: privateKey }))).toEqual([401, 401]);
    expect(await both(workspace, await signIdToken(ADA, { key: privateKey, header: { kid: 'unknown' } }))).toEqual([
      401, 401,
    ]);
  });

  it('HS256 signed with the public key', async ({ workspace }) => {
    const publicKey = createPublicKey({ key: inject('issuer').signingKey as JsonWebKey, format: 'jwk' });
    const secret = Buffer.from(publicKey.export({ type: 'spki', format: 'pem' }));
    expect(await both(workspace, await signIdToken(ADA, { key: secret, header: { alg: 'HS256' } }))).toEqual([
      401, 401,
    ]);
  });

  it('the algorithm "none", a modified payload, and text that is not a JWT', async ({ workspace, ada }) => {
    const good = await signIdToken(ADA);
    const admin = {
      iss: inject('issuer').url,
      aud: 'service-users-local',
      sub: 'admin@example.com',
      email: 'admin@example.com',
      email_verified: true,
      exp: now + 600,
    };
    const bad = [
      tampered(good, { header: { alg: 'none' }, signature: '' }),
      tampered(good, { header: { alg: 'none', kid: inject('issuer').signingKey.kid } }),
      tampered(good, { payload: admin }),
      tampered(good, { signature: 'AAAA' }),
      good.slice(0, -2),
      'a.b.c',
      '..',
      'eyJ.eyJ.x',
    ];
    for (const idToken of bad) expect(await both(workspace, idToken)).toEqual([401, 401]);
    expect((await workspace.admin.get(`/api/users/${ada.id}`)).body.role).toBe('Member');
  });

  it('an unverified e-mail address of a person without a linked subject', async ({ workspace }) => {
    await workspace.admin.post('/api/users', { name: 'Bob', user_type: 'Human', email: 'bob@example.com' });
    for (const email_verified of [false, undefined, 'no', 1]) {
      const idToken = await signIdToken('bob@example.com', { claims: { email_verified } });
      expect(await both(workspace, idToken)).toEqual([401, 403]);
    }
  });
});

it('finds no account by an e-mail address in look-alike letters', async ({ workspace }) => {
  await workspace.admin.post('/api/users', { name: 'Kate', user_type: 'Human', email: 'kate@example.com' });
  expect(await both(workspace, await signIdToken('\u212Aate@example.com', { claims: { sub: 'mallory' } }))).toEqual([
    401, 403,
  ]);
});

it('finds no account by an e-mail address that is too long', async ({ workspace }) => {
  expect(
    await both(workspace, await signIdToken(`${'x'.repeat(3000)}@example.com`, { claims: { sub: 'long' } })),
  ).toEqual([401, 403]);
});

describe('an account', () => {
  it('is linked once to the first subject, with an audit entry', async ({ workspace }) => {
    const { body } = await workspace.admin.post('/api/users', {
      name: 'Cleo',
      user_type: 'Human',
      email: 'cleo@example.com',
    });
    const seen = { sub: 'subject-1' };
    const logins = await Promise.all(
      [1, 2, 3].map(async () => logIn(workspace.client(await signIdToken('cleo@example.com', { claims: seen })))),
    );
    expect(logins.map(({ status }) => status)).toEqual([200, 200, 200]);
    const log = await workspace.admin.get(`/api/audit-log?target=${body.user_id}&action=user.identity_linked`);
    expect(log.body.items).toHaveLength(1);

    const somebodyElse = workspace.client(await signIdToken('cleo@example.com', { claims: { sub: 'subject-2' } }));
    expect(await logIn(somebodyElse)).toMatchObject({ status: 403, body: { code: 'identity_mismatch' } });

    const renamed = workspace.client(await signIdToken('new-name@example.com', { claims: seen }));
    expect((await logIn(renamed)).body).toMatchObject({ id: body.id });
    expect(await workspace.violations()).toEqual([]);
  });

  it('with a changed role, or deactivated, is so from the next request on (R7, R10)', async ({ workspace, ada }) => {
    const client = await workspace.logIn(ADA);
    await workspace.admin.put(`/api/users/${ada.id}`, { role: 'Admin' });
    expect((await client.get('/api/users')).status).toBe(200);
    await workspace.admin.delete(`/api/users/${ada.id}`);
    expect((await client.get('/api/me')).status).toBe(401);
    const again = workspace.client(await signIdToken(ADA));
    expect(await logIn(again)).toMatchObject({ status: 403, body: { code: 'user_deactivated' } });
    await workspace.admin.post(`/api/users/${ada.id}/reactivate`);
    expect((await client.get('/api/me')).status).toBe(401);
    expect(await logIn(again)).toMatchObject({ status: 200 });
  });
});

describe('R3: a Service User never logs in', () => {
  const refused = { status: 403, body: { code: 'service_user_cannot_log_in' } };

  it('with its token, in the header or in the body', async ({ workspace }) => {
    const { token, client } = await workspace.serviceUser();
    expect(await logIn(client)).toMatchObject(refused);
    expect(await workspace.anonymous.post('/api/login', { id_token: token.bearer_token })).toMatchObject(refused);
  });

  it('with an ID token that has its user_id, which the API refuses as well', async ({ workspace }) => {
    const { user } = await workspace.serviceUser();
    const claims = [
      { sub: user.user_id },
      { email: user.user_id },
      { email: user.user_id.toUpperCase(), email_verified: false },
      { sub: user.user_id, email: ADA },
    ];
    for (const claimed of claims) {
      const client = workspace.client(await signIdToken('x@example.com', { claims: claimed }));
      expect(await logIn(client)).toMatchObject(refused);
      expect((await client.get('/api/me')).status).toBe(401);
    }
  });

  it('and a person cannot log in with a personal token or without a credential', async ({ workspace }) => {
    expect((await logIn(workspace.admin)).status).toBe(401);
    expect((await logIn(workspace.anonymous)).status).toBe(401);
  });

  it('and a request with two credentials is refused', async ({ workspace, ada }) => {
    const id_token = await signIdToken(ada.email);
    const client = workspace.client(id_token);
    expect(await client.post('/api/login', { id_token })).toMatchObject({
      status: 401,
      body: { code: 'two_credentials' },
    });
  });
});
