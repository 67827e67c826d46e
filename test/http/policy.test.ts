// GET and PUT /api/policy, and how the policy restricts new tokens and rotations.
import { describe, expect } from 'vitest';
import { invalid, problem } from '../support/problem.ts';
import { it } from '../support/workspace.ts';

const DEFAULT = {
  max_lifetime_days: 365,
  never_expiring_roles: ['Admin', 'Manager', 'Member'],
  max_overlap_hours: 168,
  max_tokens_per_account: 50,
  unused_after_days: 90,
};

describe('the policy', () => {
  it('has permissive defaults, can be changed in part, and each change has an audit entry', async ({ workspace }) => {
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
    [{ never_expiring_roles: ['Owner'] }, 'never_expiring_roles.0'],
    [{ never_expiring_roles: ['Admin', 'Admin'] }, 'never_expiring_roles'],
    [{ max_overlap_hours: 169 }, 'max_overlap_hours'],
    [{ max_overlap_hours: -1 }, 'max_overlap_hours'],
    [{ max_tokens_per_account: 51 }, 'max_tokens_per_account'],
    [{ max_tokens_per_account: 1.5 }, 'max_tokens_per_account'],
    [{ unused_after_days: 0 }, 'unused_after_days'],
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
    const { user, token, client } = await serviceUser({ role: 'Member' });
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

    const own = await human.client.post('/api/user-tokens', { name: 'own', expires_in_days: 31 });
    expect(own).toMatchObject(problem(400, 'lifetime_not_allowed'));
    const rotate = (body: object) => client.post('/api/user-tokens/self/rotate', body);
    expect(await rotate({ expires_in_days: null })).toMatchObject(problem(400, 'never_expiring_not_allowed'));
    expect(await rotate({ expires_in_days: 31 })).toMatchObject(problem(400, 'lifetime_not_allowed'));
    // The existing token keeps its expiration.
    expect((await client.get('/api/me')).status).toBe(200);
    expect(token.expiration).not.toBeNull();
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

  it('no existing token without expiration, also when it is rotated', async ({ workspace }) => {
    const { admin, serviceUser } = workspace;
    const { client } = await serviceUser({ token: { name: 'forever', expires_in_days: null } });
    await admin.put('/api/policy', { never_expiring_roles: [] });
    const rotated = await client.post('/api/user-tokens/self/rotate');
    expect(rotated).toMatchObject({ status: 200, body: { expiration: null } });
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
