// GET and PUT /api/policy, and how the policy restricts new tokens and rotations.
import { describe, expect } from 'vitest';
import { invalid, problem } from '../support/problem.ts';
import { type Holder, it, type Workspace } from '../support/workspace.ts';

const DEFAULT = {
  max_lifetime_days: 365,
  default_lifetime_days: 90,
  never_expiring_roles: [],
  scopes_required_for: [],
  cidrs_required_for: [],
  max_overlap_hours: 168,
  max_tokens_per_account: 50,
  unused_after_days: 90,
  session_hours: 8,
  revoke_unused_after_days: null,
  owner_required: false,
  purpose_required: false,
};

const DAY_MS = 24 * 60 * 60 * 1000;

/** A Service User with a token that never expires, which the policy no longer allows. */
async function neverExpiring({ admin, serviceUser }: Pick<Workspace, 'admin' | 'serviceUser'>): Promise<Holder> {
  await admin.put('/api/policy', { never_expiring_roles: ['Member'] });
  const holder = await serviceUser({ token: { name: 'forever', expires_in_days: null } });
  await admin.put('/api/policy', DEFAULT);
  return holder;
}

describe('the policy', () => {
  it('requires tokens to expire by default, can be changed in part, and each change has an audit entry', async ({
    workspace,
  }) => {
    const { admin, violations } = workspace;
    expect((await admin.get('/api/policy')).body).toEqual(DEFAULT);
    const changed = await admin.put('/api/policy', { max_lifetime_days: 90, unused_after_days: 30 });
    expect(changed).toMatchObject({ status: 200, body: { ...DEFAULT, max_lifetime_days: 90, unused_after_days: 30 } });
    expect((await admin.get('/api/policy')).body).toEqual(changed.body);
    await admin.put('/api/policy', { max_lifetime_days: 90 });
    const { items } = (await admin.get('/api/audit-log?target=policy')).body;
    expect(items).toMatchObject([
      {
        action: 'policy.updated',
        changes: { max_lifetime_days: { from: 365, to: 90 }, unused_after_days: { from: 90, to: 30 } },
      },
    ]);
    await admin.put('/api/policy', DEFAULT);
    expect((await admin.get('/api/policy')).body).toEqual(DEFAULT);
    expect(await violations()).toEqual([]);
  });

  it('keeps all concurrent changes', async ({ workspace: { admin } }) => {
    const changes = [{ max_lifetime_days: 100 }, { max_overlap_hours: 10 }, { max_tokens_per_account: 20 }];
    await Promise.all(changes.map((change) => admin.put('/api/policy', change)));
    expect((await admin.get('/api/policy')).body).toMatchObject(Object.assign({}, ...changes));
    await admin.put('/api/policy', DEFAULT);
  });

  it.for([
    [{ max_lifetime_days: 0 }, 'max_lifetime_days'],
    [{ max_lifetime_days: 366 }, 'max_lifetime_days'],
    [{ max_lifetime_days: null }, 'max_lifetime_days'],
    [{ default_lifetime_days: 0 }, 'default_lifetime_days'],
    [{ default_lifetime_days: 366 }, 'default_lifetime_days'],
    [{ default_lifetime_days: null }, 'default_lifetime_days'],
    [{ never_expiring_roles: ['Owner'] }, 'never_expiring_roles.0'],
    [{ never_expiring_roles: ['Admin', 'Admin'] }, 'never_expiring_roles'],
    [{ max_overlap_hours: 169 }, 'max_overlap_hours'],
    [{ max_overlap_hours: -1 }, 'max_overlap_hours'],
    [{ max_tokens_per_account: 51 }, 'max_tokens_per_account'],
    [{ max_tokens_per_account: 1.5 }, 'max_tokens_per_account'],
    [{ unused_after_days: 0 }, 'unused_after_days'],
    [{ session_hours: 0 }, 'session_hours'],
    [{ session_hours: 25 }, 'session_hours'],
    [{ version: 7 }, 'version'],
  ] as const)('refuses %j', async ([change, path], { workspace: { admin } }) => {
    expect(await admin.put('/api/policy', change)).toMatchObject(invalid(path));
    expect((await admin.get('/api/policy')).body).toEqual(DEFAULT);
  });

  it('requires the role Admin', async ({ workspace: { person } }) => {
    const { client } = await person('Manager');
    expect((await client.get('/api/policy')).status).toBe(403);
    expect((await client.put('/api/policy', { max_lifetime_days: 1 })).status).toBe(403);
  });
});

describe('the policy restricts', () => {
  it('the lifetime of tokens, from the next request on', async ({ workspace }) => {
    const { admin, serviceUser, person } = workspace;
    const { user, token, client } = await serviceUser({ token: { name: 'first', expires_in_days: 60 } });
    const human = await person();
    await admin.put('/api/policy', { max_lifetime_days: 30, never_expiring_roles: ['Admin'] });
    const ask = (expires_in_days: number | null) =>
      admin.post('/api/user-tokens', { name: `of ${expires_in_days} days`, user_id: user.id, expires_in_days });
    expect(await ask(31)).toMatchObject(problem(400, 'lifetime_not_allowed'));
    expect(await ask(null)).toMatchObject(problem(400, 'never_expiring_not_allowed'));
    expect((await ask(30)).status).toBe(201);

    const first = { name: 'first', expires_in_days: 31 };
    const created = await admin.post('/api/users', { name: 'Too long', token: first });
    expect(created).toMatchObject(problem(400, 'lifetime_not_allowed'));
    expect((await admin.get('/api/users/too_long@service')).status).toBe(404);
    const forever = { name: 'forever', expires_in_days: null };
    expect((await admin.post('/api/users', { name: 'An Admin', role: 'Admin', token: forever })).status).toBe(201);

    const own = await human.session.post('/api/user-tokens', { name: 'own', expires_in_days: 31 });
    expect(own).toMatchObject(problem(400, 'lifetime_not_allowed'));
    const rotate = (body: object) => admin.post(`/api/user-tokens/${token.id}/rotate`, body);
    expect(await rotate({ expires_in_days: null })).toMatchObject(problem(400, 'never_expiring_not_allowed'));
    expect(await rotate({ expires_in_days: 31 })).toMatchObject(problem(400, 'lifetime_not_allowed'));
    const rotateItself = client.post('/api/user-tokens/self/rotate', { expires_in_days: 31 });
    expect(await rotateItself).toMatchObject(problem(400, 'lifetime_not_allowed'));
    // The existing token keeps its expiration.
    expect((await client.get('/api/me')).status).toBe(200);
    expect((await admin.get(`/api/user-tokens/${token.id}`)).body.expiration).toBe(token.expiration);
    await admin.put('/api/policy', DEFAULT);
  });

  it('the lifetime of a token whose request has none', async ({ workspace: { admin, serviceUser } }) => {
    const { user } = await serviceUser();
    const lifetimeOf = async (policy: object) => {
      await admin.put('/api/policy', { ...DEFAULT, ...policy });
      const { body } = await admin.post('/api/user-tokens', { name: JSON.stringify(policy), user_id: user.id });
      return body.lifetime_days;
    };
    expect(await lifetimeOf({})).toBe(90);
    expect(await lifetimeOf({ default_lifetime_days: 7 })).toBe(7);
    expect(await lifetimeOf({ max_lifetime_days: 30 })).toBe(30);
    await admin.put('/api/policy', DEFAULT);
  });

  it('the overlap, also its default', async ({ workspace }) => {
    const { admin, serviceUser } = workspace;
    const { token } = await serviceUser();
    await admin.put('/api/policy', { max_overlap_hours: 2 });
    const rotate = (body: object) => admin.post(`/api/user-tokens/${token.id}/rotate`, body);
    expect(await rotate({ overlap_hours: 3 })).toMatchObject(problem(400, 'overlap_not_allowed'));
    const { body } = await rotate({});
    const hours = (Date.parse(body.previous_secret_expires) - Date.now()) / 3_600_000;
    expect(hours).toBeGreaterThan(1.9);
    expect(hours).toBeLessThanOrEqual(2);
    await admin.put('/api/policy', DEFAULT);
  });

  it('a token that never expires when it is rotated, and not before', async ({ workspace }) => {
    const { admin, client: clientOf } = workspace;
    const { token, client } = await neverExpiring(workspace);
    expect((await client.get('/api/me')).status).toBe(200);
    const tokens = [{ id: token.id, name: 'forever' }];
    const refused = problem(400, 'never_expiring_not_allowed', { tokens });
    expect(await admin.post(`/api/user-tokens/${token.id}/rotate`)).toMatchObject(refused);

    const { status, body } = await client.post('/api/user-tokens/self/rotate');
    expect(status).toBe(200);
    expect(Math.round((Date.parse(body.expiration) - Date.now()) / DAY_MS)).toBe(365);
    const again = await clientOf(body.bearer_token).post('/api/user-tokens/self/rotate', { expires_in_days: null });
    expect(again).toMatchObject(problem(400, 'never_expiring_not_allowed'));
  });

  it('a token that never expires when it is restored', async ({ workspace }) => {
    const { admin } = workspace;
    const { token, client } = await neverExpiring(workspace);
    const path = `/api/user-tokens/${token.id}`;
    expect(await admin.put(path, { revoke: true })).toMatchObject({ status: 200 });
    const refused = await admin.put(path, { revoke: false });
    expect(refused).toMatchObject(
      problem(400, 'never_expiring_not_allowed', { tokens: [{ id: token.id, name: 'forever' }] }),
    );
    expect(refused.body.detail).toContain('forever');
    expect((await client.get('/api/me')).status).toBe(401);

    await admin.put('/api/policy', { never_expiring_roles: ['Member'] });
    expect(await admin.put(path, { revoke: false })).toMatchObject({ status: 200, body: { expiration: null } });
    await admin.put('/api/policy', DEFAULT);
  });

  it('a token that expires later than the policy allows when it is restored', async ({ workspace }) => {
    const { admin } = workspace;
    const { token, client } = await workspace.serviceUser({ token: { name: 'long', expires_in_days: 60 } });
    const path = `/api/user-tokens/${token.id}`;
    await admin.put(path, { revoke: true });
    await admin.put('/api/policy', { max_lifetime_days: 30 });
    expect(await admin.put(path, { revoke: false })).toMatchObject(
      problem(400, 'lifetime_not_allowed', { tokens: [{ id: token.id, name: 'long' }] }),
    );
    expect((await client.get('/api/me')).status).toBe(401);
    await workspace.setTokenTimes(token, { expiration: new Date(Date.now() + 29 * DAY_MS).toISOString() });
    expect(await admin.put(path, { revoke: false })).toMatchObject({ status: 200, body: { status: 'Active' } });
    await admin.put('/api/policy', DEFAULT);
  });

  it('a change of the role of an account with active tokens that never expire', async ({ workspace }) => {
    const { admin, serviceUser } = workspace;
    await admin.put('/api/policy', { never_expiring_roles: ['Member', 'Manager'] });
    const { user, token, client } = await serviceUser({ token: { name: 'forever', expires_in_days: null } });
    const other = { name: 'other', user_id: user.id, expires_in_days: null };
    const { body: second } = await admin.post('/api/user-tokens', other);
    await admin.post('/api/user-tokens', { name: 'expires', user_id: user.id });
    const path = `/api/users/${user.id}`;
    const refusedFor = (...tokens: (typeof token)[]) =>
      problem(400, 'never_expiring_not_allowed', { tokens: tokens.map(({ id, name }) => ({ id, name })) });

    const refused = await admin.put(path, { role: 'Admin', name: 'Promoted' });
    expect(refused).toMatchObject(refusedFor(token, second));
    expect(refused.body.detail).toMatch(/forever, other/);
    expect((await admin.get(path)).body).toMatchObject({ role: 'Member', name: user.name });
    expect(await admin.put(path, { role: 'Manager' })).toMatchObject({ status: 200 });

    // A revoked token does not count, and cannot be restored in the new role.
    await admin.put(`/api/user-tokens/${second.id}`, { revoke: true });
    expect(await admin.put(path, { role: 'Admin' })).toMatchObject(refusedFor(token));
    expect(await admin.post(`/api/user-tokens/${token.id}/rotate`, { expires_in_days: 30 })).toMatchObject({
      status: 200,
    });
    expect(await admin.put(path, { role: 'Admin' })).toMatchObject({ status: 200, body: { role: 'Admin' } });
    expect(await admin.put(`/api/user-tokens/${second.id}`, { revoke: false })).toMatchObject(refusedFor(second));
    expect((await client.get('/api/me')).status).toBe(200);

    // A change of other fields is allowed although the policy no longer allows an existing token.
    const kept = await serviceUser({ token: { name: 'kept', expires_in_days: null } });
    await admin.put('/api/policy', DEFAULT);
    const renamed = await admin.put(`/api/users/${kept.user.id}`, { role: 'Member', name: 'Renamed' });
    expect(renamed).toMatchObject({ status: 200, body: { name: 'Renamed' } });
  });

  it('the role of an account and its tokens under concurrent requests', async ({ workspace }) => {
    const { admin, serviceUser } = workspace;
    await admin.put('/api/policy', { never_expiring_roles: ['Member'] });
    for (let round = 0; round < 10; round += 1) {
      const { user, token } = await serviceUser({ token: { name: 'forever', expires_in_days: null } });
      await admin.put(`/api/user-tokens/${token.id}`, { revoke: true });
      const responses = await Promise.all([
        admin.put(`/api/users/${user.id}`, { role: 'Admin' }),
        admin.put(`/api/user-tokens/${token.id}`, { revoke: false }),
        admin.post('/api/user-tokens', { name: 'new', user_id: user.id, expires_in_days: null }),
      ]);
      for (const { status, body } of responses) {
        expect([200, 201, 'never_expiring_not_allowed']).toContain(body.code ?? status);
      }
      const { role } = (await admin.get(`/api/users/${user.id}`)).body;
      const { items } = (await admin.get(`/api/user-tokens/service?user_id=${user.id}&status=Active`)).body;
      expect(role === 'Admin' ? items : []).toEqual([]);
    }
    await admin.put('/api/policy', DEFAULT);
  });

  it('the number of tokens of an account under concurrent requests, but not their restoration', async ({
    workspace,
  }) => {
    const { admin, serviceUser } = workspace;
    const { user, token } = await serviceUser();
    await admin.put('/api/policy', { max_tokens_per_account: 3 });
    const ask = (name: string) => admin.post('/api/user-tokens', { name, user_id: user.id, expires_in_days: 1 });
    const responses = await Promise.all(['a', 'b', 'c', 'd', 'e'].map(ask));
    expect(responses.map(({ status, body }) => body.code ?? status).sort()).toEqual([
      ...[201, 201],
      ...Array(3).fill('token_limit_reached'),
    ]);
    await admin.put(`/api/user-tokens/${token.id}`, { revoke: true });
    // A revoked token counts because it can be restored.
    expect(await ask('f')).toMatchObject(problem(400, 'token_limit_reached'));
    await admin.put('/api/policy', { max_tokens_per_account: 1 });
    expect((await admin.put(`/api/user-tokens/${token.id}`, { revoke: false })).body.status).toBe('Active');
    await admin.put('/api/policy', DEFAULT);
  });

  it('the number of tokens of an account, not counting expired ones', async ({ workspace }) => {
    const { admin, serviceUser, setTokenTimes } = workspace;
    const { user, token } = await serviceUser();
    await admin.put('/api/policy', { max_tokens_per_account: 2 });
    const ask = (name: string) => admin.post('/api/user-tokens', { name, user_id: user.id, expires_in_days: 1 });
    expect((await ask('second')).status).toBe(201);
    expect(await ask('third')).toMatchObject(problem(400, 'token_limit_reached'));
    await setTokenTimes(token, { expiration: '2026-01-01T00:00:00.000Z' });
    expect((await ask('third')).status).toBe(201);
    await admin.put('/api/policy', DEFAULT);
  });
});
