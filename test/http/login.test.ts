// POST /api/login: which people get an account (the stack of the tests allows the domains example.org and example.net),
// and what a login records. R8 with people who log in.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signIdToken } from '../support/id-tokens.ts';
import { startWorkspace, type Workspace } from '../support/workspace.ts';

let workspace: Workspace;
beforeAll(async () => {
  workspace = await startWorkspace();
});
afterAll(() => workspace.stop());

const logIn = async (email: string, claims = {}) =>
  workspace.anonymous.post('/api/login', { id_token: await signIdToken(email, { claims }) });

describe('the first login', () => {
  it('creates the account of a person of an allowed domain, with an audit entry', async () => {
    const { status, body } = await logIn('Dora@Example.org', { sub: 'dora', name: 'Dora Example' });
    expect({ status, body }).toMatchObject({
      status: 200,
      body: {
        user_id: 'dora@example.org',
        name: 'Dora Example',
        user_type: 'Human',
        role: 'Member',
        teams: ['Public'],
      },
    });
    expect(body.last_login).not.toBeNull();
    const log = await workspace.admin.get('/api/audit-log?target=dora@example.org');
    const actions = ['user.logged_in', 'user.identity_linked', 'user.created'];
    expect(log.body.items).toMatchObject(
      actions.map((action) => ({ action, actor: { user_id: 'dora@example.org', authenticated_by: 'oidc' } })),
    );
    expect(await workspace.violations()).toEqual([]);
  });

  it('of one person in concurrent requests creates one account', async () => {
    const responses = await Promise.all(Array.from({ length: 8 }, () => logIn('eve@example.net')));
    expect(new Set(responses.map(({ status, body }) => `${status} ${body.id}`)).size).toBe(1);
    expect(responses[0]?.status).toBe(200);
    expect(await workspace.violations()).toEqual([]);
  });

  it.each(['mallory@example.com', 'mallory@evil-example.org', 'mallory@sub.example.org', 'example.org@example.com'])(
    'of %s is refused without an account or an allowed domain',
    async (email) => {
      const before = await workspace.items();
      expect(await logIn(email)).toMatchObject({ status: 403, body: { code: 'not_invited' } });
      expect(await workspace.items()).toEqual(before);
    },
  );

  it.each([
    ['a@evil.example@example.org'],
    ['example.org'],
    ['@example.org'],
    ['a\u200b@example.org'],
    ['a\u202e@example.org'],
    ['a\u0000@example.org'],
    ['a\ud800@example.org'],
    ['a@example.org\n'],
    [' a@example.org'],
    ['\u0430@example.org'],
    ['"a@b"@example.org'],
    [`${'x'.repeat(300)}@example.org`],
  ])('with the malformed e-mail %j creates no account', async (email) => {
    const before = await workspace.items();
    expect(await logIn('x@example.org', { email, sub: 'malformed' })).toMatchObject({
      status: 403,
      body: { code: 'email_not_verified' },
    });
    expect(await workspace.items()).toEqual(before);
  });

  it('with an unverified e-mail address is refused', async () => {
    expect(await logIn('fay@example.org', { email_verified: false })).toMatchObject({
      status: 403,
      body: { code: 'email_not_verified' },
    });
  });
});

describe('a person', () => {
  it('can log in and create a personal token, which ends with the account', async () => {
    const email = 'gus@example.org';
    const { body: gus } = await logIn(email);
    const signedIn = await workspace.logIn(email);
    const { body: token } = await signedIn.post('/api/user-tokens', { name: 'laptop', expires_in_days: 30 });
    const laptop = workspace.client(token.bearer_token);
    expect((await laptop.get('/api/me')).body).toMatchObject({ id: gus.id, authenticated_by: 'personal_token' });
    await workspace.admin.delete(`/api/users/${gus.id}`);
    expect((await laptop.get('/api/me')).status).toBe(401);
    expect(await logIn(email)).toMatchObject({ status: 403, body: { code: 'user_deactivated' } });
  });
});

describe('R8: the last human Admin', () => {
  it('is kept until another person has logged in and been promoted', async () => {
    const { body: me } = await workspace.admin.get('/api/me');
    const { client: machine } = await workspace.serviceUser({ role: 'Admin' });
    const refused = { status: 400, body: { code: 'last_human_admin' } };
    const governs = { status: 403, body: { code: 'human_required' } };
    for (const [client, error] of [
      [workspace.admin, refused],
      [await workspace.logIn('admin@example.com'), refused],
      [machine, governs],
    ] as const) {
      expect(await client.put(`/api/users/${me.id}`, { role: 'Member' })).toMatchObject(error);
      expect(await client.delete(`/api/users/${me.id}`)).toMatchObject(error);
    }
    const { body: hal } = await logIn('hal@example.org');
    await workspace.admin.put(`/api/users/${hal.id}`, { role: 'Admin' });
    expect(await workspace.admin.put(`/api/users/${me.id}`, { role: 'Member' })).toMatchObject({ status: 200 });
    const successor = await workspace.logIn('hal@example.org');
    expect(await successor.delete(`/api/users/${hal.id}`)).toMatchObject(refused);
    expect(await successor.put(`/api/users/${me.id}`, { role: 'Admin' })).toMatchObject({ status: 200 });
    expect(await workspace.violations()).toEqual([]);
  });
});
