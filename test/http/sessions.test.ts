// Sessions: what a login creates, what a session authenticates, and everything that ends it.
import { expect } from 'vitest';
import { locateSession, mintSession } from '../../shared/auth/bearer-token.ts';
import { spentTokenKey } from '../../shared/storage/keys.ts';
import type { HttpClient } from '../support/http-client.ts';
import { signIdToken } from '../support/id-tokens.ts';
import { problem } from '../support/problem.ts';
import { itWithProxy as it, type Workspace } from '../support/workspace.ts';

const HOUR_S = 3600;

const logIn = (workspace: Workspace, id_token: string) => workspace.anonymous.post('/api/login', { id_token });

const sessionItems = async ({ items }: Workspace, accountId: number) =>
  (await items()).filter(({ pk }) => pk === `SESSION#${accountId}`);

const statusOf = async (client: HttpClient) => (await client.get('/api/me')).status;

it('a login returns the user and a session, which authenticates the person interactively', async ({ workspace }) => {
  const { user } = await workspace.person('Manager');
  const { status, body, headers } = await logIn(workspace, await signIdToken(user.email));

  expect({ status, body }).toMatchObject({
    status: 200,
    body: {
      id: user.id,
      role: 'Manager',
      session: { access_token: expect.stringMatching(/^ses_/), expires_in: 8 * HOUR_S },
    },
  });
  expect(headers.get('cache-control')).toBe('no-store');
  const session = workspace.client(body.session.access_token);
  expect((await session.get('/api/me')).body).toMatchObject({ id: user.id, authenticated_by: 'oidc' });
  expect(await session.post('/api/user-tokens', { name: 'by session' })).toMatchObject({ status: 201 });
  expect(await workspace.violations()).toEqual([]);
});

it('an ID token logs in once, also in concurrent requests', async ({ workspace }) => {
  const { user } = await workspace.person();
  const id_token = await signIdToken(user.email);
  const before = (await sessionItems(workspace, user.id)).length;

  const responses = await Promise.all(Array.from({ length: 6 }, () => logIn(workspace, id_token)));

  expect(responses.map(({ status }) => status).sort()).toEqual([200, 401, 401, 401, 401, 401]);
  expect(await logIn(workspace, id_token)).toMatchObject(problem(401, 'id_token_used'));
  expect(await sessionItems(workspace, user.id)).toHaveLength(before + 1);
});

it('an ID token without the claim jti logs in once, however its signature is encoded', async ({ workspace }) => {
  const { user } = await workspace.person();
  const id_token = await signIdToken(user.email, { claims: { jti: undefined as unknown as string } });
  expect(await logIn(workspace, id_token)).toMatchObject({ status: 200 });
  // The last character of a signature of 256 bytes has bits that are not part of the signature.
  const last = id_token.at(-1) ?? '';
  const reencoded = id_token.slice(0, -1) + String.fromCharCode(last.charCodeAt(0) + 1);
  expect(await logIn(workspace, id_token)).toMatchObject(problem(401, 'id_token_used'));
  expect((await logIn(workspace, reencoded)).status).toBe(401);
});

it('the mark of a used ID token outlives the token, and reveals nothing of it', async ({ workspace }) => {
  const { user } = await workspace.person();
  const exp = Math.floor(Date.now() / 1000) + 900;
  await logIn(workspace, await signIdToken(user.email, { claims: { jti: 'a-known-id', exp } }));
  const marks = (await workspace.items()).filter(({ pk }) => String(pk).startsWith(spentTokenKey('').pk));
  expect(marks.find(({ ttl }) => ttl === exp + 600)).toEqual({
    pk: expect.any(String),
    sk: 'GUARD',
    schema: expect.any(Number),
    ttl: exp + 600,
  });
  expect(JSON.stringify(marks)).not.toContain('a-known-id');
});

it('a session lives as long as the policy says at login', async ({ workspace }) => {
  const { user } = await workspace.person();
  await workspace.admin.put('/api/policy', { session_hours: 2 });
  const { body } = await logIn(workspace, await signIdToken(user.email));
  await workspace.admin.put('/api/policy', { session_hours: 8 });
  expect(body.session.expires_in).toBe(2 * HOUR_S);
  const { session_id = 0 } = locateSession(body.session.access_token) ?? {};
  const item = (await sessionItems(workspace, user.id)).find(({ id }) => id === session_id);
  expect(item).toMatchObject({ ttl: Math.ceil(Date.parse(String(item?.expires)) / 1000) });

  const client = workspace.client(body.session.access_token);
  await workspace.put({ ...item, expires: new Date(Date.now() + 60_000).toISOString() } as never);
  expect(await statusOf(client)).toBe(200);
  await workspace.put({ ...item, expires: new Date(Date.now() - 1).toISOString() } as never);
  expect(await statusOf(client)).toBe(401);
});

it('is authenticated by one strongly consistent round trip, and writes nothing for a person', async ({
  workspace,
  proxy,
}) => {
  const { session } = await workspace.person();
  proxy.takeCalls();
  // Only an Admin may read the policy, so the function makes no call.
  expect((await session.get('/api/policy')).status).toBe(403);
  expect(proxy.takeCalls()).toEqual(['BatchGetItem']);
});

const ENDINGS: readonly (readonly [string, (workspace: Workspace, user: { id: number }) => Promise<unknown>])[] = [
  ['the deactivation of the person', ({ admin }, { id }) => admin.delete(`/api/users/${id}`)],
  ['the revocation of all tokens', ({ admin }, { id }) => admin.post(`/api/users/${id}/revoke-tokens`)],
  ['the unlinking of the identity', ({ admin }, { id }) => admin.delete(`/api/users/${id}/identity`)],
];
for (const [what, end] of ENDINGS) {
  it(`${what} ends all sessions, and an ID token from before it no longer logs in`, async ({ workspace }) => {
    const { user, session } = await workspace.person();
    const another = await workspace.logIn(user.email);
    const iat = Math.floor(Date.now() / 1000) - 1;
    const kept = await signIdToken(user.email, { claims: { iat } });

    expect(((await end(workspace, user)) as { status: number }).status).toBeLessThan(300);

    expect([await statusOf(session), await statusOf(another)]).toEqual([401, 401]);
    await workspace.admin.post(`/api/users/${user.id}/reactivate`);
    expect([await statusOf(session), await statusOf(another)]).toEqual([401, 401]);
    expect(await logIn(workspace, kept)).toMatchObject(problem(401, 'id_token_outdated'));
    expect(await statusOf(await workspace.logIn(user.email))).toBe(200);
  });
}

it('a logout ends only the session that makes the request, with an audit entry', async ({ workspace }) => {
  const { user, session, client } = await workspace.person();
  const another = await workspace.logIn(user.email);
  const [item] = await sessionItems(workspace, user.id);

  expect(await session.post('/api/logout')).toMatchObject({ status: 204, body: undefined });

  expect([await statusOf(session), await statusOf(another), await statusOf(client)]).toEqual([401, 200, 200]);
  const { items } = (await workspace.admin.get(`/api/audit-log?target=${user.user_id}&action=user.logged_out`)).body;
  expect(items).toHaveLength(1);
  expect(items[0]).toMatchObject({ actor: { user_id: user.user_id, authenticated_by: 'oidc' } });
  expect(JSON.stringify(items)).not.toContain(String(item?.hash));
  expect(await workspace.violations()).toEqual([]);
});

it('a token cannot log out, and a missing credential is refused', async ({ workspace }) => {
  const { client } = await workspace.serviceUser();
  expect(await client.post('/api/logout')).toMatchObject(problem(403, 'session_required'));
  expect(await statusOf(client)).toBe(200);
  expect((await workspace.anonymous.post('/api/logout')).status).toBe(401);
});

it('a leaked session is ended, wherever it is in the text, and the others are not', async ({ workspace }) => {
  const { user } = await workspace.person();
  const [leaked, kept] = [await workspace.session(user.email), await workspace.session(user.email)];
  const { status } = await workspace.anonymous.post('/api/leaked-tokens', { tokens: [`"token":"${leaked}\\n"`] });
  expect(status).toBe(202);
  expect(await statusOf(workspace.client(leaked))).toBe(401);
  expect(await statusOf(workspace.client(kept))).toBe(200);
  const path = `/api/audit-log?target=${user.user_id}&action=session.compromised`;
  expect((await workspace.admin.get(path)).body.items).toMatchObject([{ actor: { authenticated_by: 'plaintext' } }]);
  await workspace.anonymous.post('/api/leaked-tokens', { tokens: [leaked] });
  expect((await workspace.admin.get(path)).body.items).toHaveLength(1);
});

it('a session with other ids, another secret or another prefix is refused', async ({ workspace }) => {
  const { user } = await workspace.person();
  const { user: other } = await workspace.person('Admin');
  const locator = locateSession(await workspace.session(user.email));
  if (locator === undefined) throw new Error('the login returned no session');
  const random = new Uint8Array(32);
  const forged = [
    { ...locator, random, prefix: '' },
    { ...locator, account_id: other.id, random, prefix: '' },
    { ...locator, session_id: locator.session_id + 1, random, prefix: '' },
    { account_id: 9_000_000, session_id: 1, random, prefix: '' },
    { ...locator, random, prefix: 'acme' },
  ];
  for (const source of forged) expect(await statusOf(workspace.client(mintSession(source)))).toBe(401);
});

it('introspection knows a session until it ends', async ({ workspace }) => {
  const { user } = await workspace.person();
  const session = await workspace.session(user.email);
  const introspect = () =>
    workspace.admin.send('POST', '/api/introspect', {
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ token: session }).toString(),
    });
  const { body } = await introspect();
  expect(body).toMatchObject({ active: true, sub: user.user_id, user_type: 'Human' });
  expect(body.exp - body.iat).toBe(8 * HOUR_S);
  await workspace.client(session).post('/api/logout');
  expect((await introspect()).body).toEqual({ active: false });
});

it('the deactivation preview counts the sessions, which do not block', async ({ workspace }) => {
  const { user } = await workspace.person();
  await workspace.session(user.email);
  const preview = async () => (await workspace.admin.get(`/api/users/${user.id}/deactivation-preview`)).body;
  // The first one is from the creation of the personal token.
  expect(await preview()).toMatchObject({ sessions: 3, blocked_by: [] });
  await workspace.admin.post(`/api/users/${user.id}/revoke-tokens`);
  expect(await preview()).toMatchObject({ sessions: 0 });
});

it('a person cannot log in with a session', async ({ workspace }) => {
  const { session } = await workspace.person();
  expect(await session.post('/api/login')).toMatchObject({ status: 401 });
});
