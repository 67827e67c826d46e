// /api/user-tokens for Service Users: responses, errors and repeated requests of each route.
import { describe, expect } from 'vitest';
import { invalid, problem } from '../support/problem.ts';
import { it } from '../support/workspace.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const PAST = '2025-01-01T00:00:00.000Z';
const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

describe('POST /api/user-tokens', () => {
  it('returns the new token, and its plaintext only once', async ({ workspace }) => {
    const { admin } = workspace;
    const { user } = await workspace.serviceUser({ name: 'Airflow', token: undefined });
    const made = await admin.post('/api/user-tokens', { name: 'production', user_id: user.id, expires_in_days: 90 });
    expect(made).toMatchObject({ status: 201, type: 'application/json' });
    expect(made.headers.get('cache-control')).toBe('no-store');
    const { bearer_token, ...shown } = made.body;
    expect(bearer_token).toMatch(/^svc_[0-9A-Za-z]{61}$/);
    expect(shown).toEqual({
      id: expect.any(Number),
      name: 'production',
      type: 'Service',
      status: 'Active',
      active: true,
      created: time,
      created_by: 'admin@example.com',
      lifetime_days: 90,
      expiration: time,
      last_used: null,
      scopes: null,
      allowed_cidrs: [],
      hint: `svc_...${bearer_token.slice(-4)}`,
      user: {
        id: user.id,
        user_id: 'airflow@service',
        user_name: 'airflow@service',
        email: null,
        name: 'Airflow',
        role: 'Member',
        user_type: 'Service',
      },
    });
    expect((await admin.get(`/api/user-tokens/${shown.id}`)).body).toEqual(shown);
    expect((await admin.get(`/api/user-tokens/service?user_id=${user.id}`)).body.items).toEqual([shown]);
  });

  it('sets the expiration to the requested number of days, or to never if the policy allows it', async ({
    workspace,
  }) => {
    const { admin } = workspace;
    const { user } = await workspace.serviceUser();
    await admin.put('/api/policy', { never_expiring_roles: ['Member'] });
    for (const expires_in_days of [1, 365, null]) {
      const wanted = { name: `${expires_in_days}`, user_id: user.id, expires_in_days };
      const { created, expiration, lifetime_days } = (await admin.post('/api/user-tokens', wanted)).body;
      const lifetime = expiration === null ? null : Date.parse(expiration) - Date.parse(created);
      expect(lifetime).toBe(expires_in_days === null ? null : expires_in_days * DAY_MS);
      expect(lifetime_days).toBe(expires_in_days);
    }
    await admin.put('/api/policy', { never_expiring_roles: [] });
  });

  it('sets the expiration to the default of the policy when the request has none', async ({ workspace }) => {
    const { admin } = workspace;
    const { user } = await workspace.serviceUser();
    const { body } = await admin.post('/api/user-tokens', { name: 'default', user_id: user.id });
    expect(body.lifetime_days).toBe(90);
    expect(Date.parse(body.expiration) - Date.parse(body.created)).toBe(90 * DAY_MS);
  });

  it('refuses a token that never expires unless the policy allows it', async ({ workspace }) => {
    for (const role of ['Admin', 'Manager', 'Member']) {
      const { user } = await workspace.serviceUser({ role });
      const wanted = { name: 'forever', user_id: user.id, expires_in_days: null };
      const refused = problem(400, 'never_expiring_not_allowed');
      expect(await workspace.admin.post('/api/user-tokens', wanted)).toMatchObject(refused);
    }
  });

  it('refuses the name of an existing token of the account, and accepts that of a deleted one', async ({
    workspace,
  }) => {
    const { admin } = workspace;
    const [{ user, token }, other] = [await workspace.serviceUser(), await workspace.serviceUser()];
    const make = (user_id: number) => admin.post('/api/user-tokens', { name: 'first', user_id, expires_in_days: 1 });
    expect(await make(user.id)).toMatchObject(problem(409, 'token_name_taken'));
    await admin.put(`/api/user-tokens/${token.id}`, { revoke: true });
    expect(await make(user.id)).toMatchObject(problem(409, 'token_name_taken'));
    await admin.delete(`/api/user-tokens/${token.id}`);
    expect(await make(user.id)).toMatchObject({ status: 201 });
    expect(await make(other.user.id)).toMatchObject(problem(409, 'token_name_taken'));
  });

  it('replaces the oldest expired token from the twelfth on, with audit entries for both', async ({ workspace }) => {
    const { admin } = workspace;
    const { user, token, client } = await workspace.serviceUser();
    const make = (name: string) => admin.post('/api/user-tokens', { name, user_id: user.id, expires_in_days: 1 });
    for (let number = 2; number <= 12; number += 1) await make(`${number}`);
    await workspace.setTokenTimes(token, { expiration: PAST });
    expect((await make('first')).status).toBe(201);
    expect(await admin.get(`/api/user-tokens/${token.id}`)).toMatchObject(problem(404, 'token_not_found'));
    expect((await admin.get(`/api/user-tokens/service?user_id=${user.id}`)).body.total).toBe(12);
    expect((await client.get('/api/me')).status).toBe(401);
    const [made, deleted] = (await admin.get(`/api/audit-log?target=${user.user_id}&size=2`)).body.items;
    expect([made.action, deleted.action]).toEqual(['token.created', 'token.deleted']);
    expect(deleted.changes).toMatchObject({ [`tokens.${token.id}`]: { from: { name: 'first' }, to: null } });
    expect(deleted.request_id).toBe(made.request_id);
  });
});

describe('PUT /api/user-tokens/{id}', () => {
  it('revokes and restores a token, and a repetition changes nothing', async ({ workspace }) => {
    const { admin } = workspace;
    const { token, client } = await workspace.serviceUser();
    const path = `/api/user-tokens/${token.id}`;
    const { bearer_token: _, ...active } = token;
    const revoked = { ...active, status: 'Revoked', active: false };
    for (const [revoke, expected, status] of [
      [true, revoked, 401],
      [false, active, 200],
    ] as const) {
      const changed = await admin.put(path, { revoke });
      expect(changed).toMatchObject({ status: 200, type: 'application/json' });
      expect(changed.body).toEqual(expected);
      const before = await workspace.items();
      expect((await admin.put(path, { revoke })).body).toEqual(expected);
      expect(await workspace.items()).toEqual(before);
      expect((await client.get('/api/me')).status).toBe(status);
    }
  });

  it('refuses to restore an expired token, and revokes one', async ({ workspace }) => {
    const { admin } = workspace;
    const { token } = await workspace.serviceUser();
    const path = `/api/user-tokens/${token.id}`;
    await workspace.setTokenTimes(token, { expiration: PAST });
    expect((await admin.get(path)).body).toMatchObject({ status: 'Expired', active: false, expiration: PAST });
    expect(await admin.put(path, { revoke: false })).toMatchObject(problem(400, 'token_expired'));
    expect((await admin.put(path, { revoke: true })).body).toMatchObject({ status: 'Revoked', active: false });
    expect(await admin.put(path, { revoke: false })).toMatchObject(problem(400, 'token_expired'));
  });
});

describe('DELETE /api/user-tokens/{id}', () => {
  it('refuses an active token, and deletes a revoked one', async ({ workspace }) => {
    const { admin } = workspace;
    const { token, client } = await workspace.serviceUser();
    const path = `/api/user-tokens/${token.id}`;
    expect(await admin.delete(path)).toMatchObject(problem(400, 'token_active'));
    expect((await client.get('/api/me')).status).toBe(200);
    await admin.put(path, { revoke: true });
    expect(await admin.delete(path)).toMatchObject({ status: 204, body: undefined });
    const notFound = problem(404, 'token_not_found');
    expect(await admin.get(path)).toMatchObject(notFound);
    expect(await admin.delete(path)).toMatchObject(notFound);
    expect(await admin.put(path, { revoke: false })).toMatchObject(notFound);
    expect((await client.get('/api/me')).status).toBe(401);
  });

  it('deletes an expired token without a revocation', async ({ workspace }) => {
    const { token } = await workspace.serviceUser();
    await workspace.setTokenTimes(token, { expiration: PAST });
    expect(await workspace.admin.delete(`/api/user-tokens/${token.id}`)).toMatchObject({ status: 204 });
  });
});

it('every route returns 404 for an unknown token', async ({ workspace }) => {
  const { admin } = workspace;
  const before = await workspace.items();
  for (const id of ['999999', '0', '-1', '1.0', '01', '999999999999999999999', 'self', 'null', '%20']) {
    const responses = await Promise.all([
      admin.get(`/api/user-tokens/${id}`),
      admin.put(`/api/user-tokens/${id}`, { revoke: true }),
      admin.delete(`/api/user-tokens/${id}`),
    ]);
    for (const response of responses) expect([id, response]).toMatchObject([id, problem(404, 'token_not_found')]);
  }
  expect(await workspace.items()).toEqual(before);
});

describe('GET /api/user-tokens/service', () => {
  it('lists the service tokens of all accounts in the order of creation, by page and by cursor', async ({
    workspace,
  }) => {
    const { admin } = workspace;
    const first = (await admin.get('/api/user-tokens/service?size=200')).body;
    const made = [await workspace.serviceUser(), await workspace.serviceUser(), await workspace.serviceUser()];
    await workspace.person('Member');
    const ids = made.map(({ token }) => token.id);

    const all = (await admin.get('/api/user-tokens/service?size=200')).body;
    expect(all).toMatchObject({ total: first.total + 3, page: 1, size: 200, next_cursor: null });
    expect(all.items.slice(-3).map(({ id }: { id: number }) => id)).toEqual(ids);
    expect(all.items.every(({ type }: { type: string }) => type === 'Service')).toBe(true);

    const walked: number[] = [];
    let response = (await admin.get('/api/user-tokens/service?size=3')).body;
    while (true) {
      walked.push(...response.items.map(({ id }: { id: number }) => id));
      if (response.next_cursor === null) break;
      response = (await admin.get(`/api/user-tokens/service?size=3&cursor=${response.next_cursor}`)).body;
    }
    expect(walked).toEqual(all.items.map(({ id }: { id: number }) => id));
  });

  it('filters by account and by status', async ({ workspace }) => {
    const { admin } = workspace;
    const { user, token: revoked } = await workspace.serviceUser();
    const make = async (name: string) =>
      (await admin.post('/api/user-tokens', { name, user_id: user.id, expires_in_days: 1 })).body;
    const [active, expired, leaked] = [await make('active'), await make('expired'), await make('leaked')];
    await workspace.anonymous.post('/api/leaked-tokens', { tokens: [leaked.bearer_token] });
    await admin.put(`/api/user-tokens/${revoked.id}`, { revoke: true });
    await workspace.setTokenTimes(expired, { expiration: PAST });
    const idsOf = async (query: string) => {
      const { body } = await admin.get(`/api/user-tokens/service?size=200&${query}`);
      expect(body.total).toBe(body.items.length);
      return body.items.map(({ id }: { id: number }) => id);
    };

    expect(await idsOf(`user_id=${user.id}`)).toEqual([revoked.id, active.id, expired.id, leaked.id]);
    const ofStatus = { Active: active, Revoked: revoked, Expired: expired, Compromised: leaked };
    for (const [status, { id }] of Object.entries(ofStatus)) {
      expect(await idsOf(`user_id=${user.id}&status=${status}`)).toEqual([id]);
      expect(await idsOf(`status=${status}`)).toContain(id);
    }
    expect(await idsOf('status=Revoked')).not.toContain(active.id);
    expect(await idsOf(`user_id=${user.user_id}&status=Active`)).toEqual([active.id]);
    expect(await idsOf('user_id=999999')).toEqual([]);
    expect(await idsOf('user_id=nobody@service')).toEqual([]);
  });

  it('filters by name, expiration and last use, separately and combined', async ({ workspace }) => {
    const { admin } = workspace;
    const { user } = await workspace.serviceUser();
    const make = async (name: string, expires_in_days: number) =>
      (await admin.post('/api/user-tokens', { name, user_id: user.id, expires_in_days })).body;
    const [soon, late, old] = [await make('Sought soon', 2), await make('sought LATE', 9), await make('Sought old', 3)];
    await workspace.setTokenTimes(old, { expiration: PAST, last_used: PAST });
    await workspace.setTokenTimes(late, { last_used: new Date().toISOString() });
    const found = async (query: string, own: string) => {
      const { items, total } = (await admin.get(`/api/user-tokens/service?size=200&${own}&${query}`)).body;
      return { ids: items.map(({ id }: { id: number }) => id), total };
    };
    const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
    const queries: [string, { id: number }[]][] = [
      ['name=SOUGHT', [soon, late, old]],
      [`name=sought&expires_before=${inDays(5)}`, [old, soon]],
      [`name=sought&expires_before=${inDays(5)}&status=Active`, [soon]],
      [`name=sought&expires_before=${inDays(-1)}&status=Active`, []],
      [`name=sought&expires_before=${inDays(5)}&status=Expired`, [old]],
      [`name=sought&expires_before=${old.created}&status=Expired`, [old]],
      ['name=sought&status=Active', [soon, late]],
      ['name=sought&status=Revoked', []],
      [`name=sought&unused_since=${inDays(-1)}`, [old]],
      [`name=sought&unused_since=${inDays(1)}`, [soon, late, old]],
      [`name=sought&unused_since=${inDays(1)}&status=Active&expires_before=${inDays(5)}`, [soon]],
    ];
    for (const [query, expected] of queries) {
      const ids = expected.map(({ id }) => id);
      expect([query, await found(query, '')]).toEqual([query, { ids, total: null }]);
      const ofAccount = await found(query, `user_id=${user.id}`);
      expect([query, ofAccount]).toEqual([query, { ids: ids.toSorted((a, b) => a - b), total: ids.length }]);
    }
    const { ids, total } = await found(`expires_before=${inDays(5)}`, '');
    expect(ids.indexOf(soon.id)).toBeGreaterThan(ids.indexOf(old.id));
    expect(total).toBe(ids.length);
    expect(await admin.get('/api/user-tokens/service?expires_before=soon')).toMatchObject(invalid('expires_before'));
    expect(await admin.get(`/api/user-tokens/service?unused_since=${PAST}&page=2`)).toMatchObject(invalid('page'));
  });
});
