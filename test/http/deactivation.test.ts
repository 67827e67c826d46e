// R6: a Service User with active tokens cannot be deactivated. R7: a deactivated account is blocked, and gets no token.
import { describe, expect } from 'vitest';
import { problem } from '../support/problem.ts';
import { it } from '../support/workspace.ts';

const PAST = '2025-01-01T00:00:00.000Z';
const unauthorized = { status: 401, body: { message: 'Unauthorized' } };

describe('R6: a Service User with an active token', () => {
  it('cannot be deactivated, and the error lists its active tokens', async ({ workspace }) => {
    const { admin } = workspace;
    const { user, token, client } = await workspace.serviceUser();
    await client.get('/api/me');
    const make = (name: string) => admin.post('/api/user-tokens', { name, user_id: user.id, expires_in_days: null });
    await admin.put('/api/policy', { never_expiring_roles: ['Member'] });
    const [forever, revoked] = [(await make('forever')).body, (await make('revoked')).body];
    await admin.put('/api/policy', { never_expiring_roles: [] });
    await admin.put(`/api/user-tokens/${revoked.id}`, { revoke: true });

    const refused = await admin.delete(`/api/users/${user.id}`);

    const active_tokens = [
      { id: token.id, name: 'first', expiration: token.expiration, last_used: expect.any(String) },
      { id: forever.id, name: 'forever', expiration: null, last_used: null },
    ];
    expect(refused).toMatchObject(problem(400, 'active_tokens', { active_tokens }));
    expect((await admin.get(`/api/users/${user.id}`)).body.deleted_at).toBeNull();
    expect((await client.get('/api/me')).status).toBe(200);
  });

  it('can be deactivated once its tokens are revoked', async ({ workspace }) => {
    const { admin } = workspace;
    const { user } = await workspace.serviceUser();
    expect(await admin.post(`/api/users/${user.id}/revoke-tokens`)).toMatchObject({ body: { revoked: 1 } });
    expect(await admin.delete(`/api/users/${user.id}`)).toMatchObject({ status: 204 });
  });

  it('can be deactivated once its tokens have expired', async ({ workspace }) => {
    const { admin } = workspace;
    const { user, token } = await workspace.serviceUser();
    await workspace.setTokenTimes(token, { expiration: PAST });
    expect(await admin.delete(`/api/users/${user.id}`)).toMatchObject({ status: 204 });
  });
});

describe('R7: a deactivated account', () => {
  it('is refused on every route with every token', async ({ workspace }) => {
    const { admin } = workspace;
    const { user, token, client, session } = await workspace.person('Admin');
    const other = workspace.client(
      (await session.post('/api/user-tokens', { name: 'b', expires_in_days: 1 })).body.bearer_token,
    );
    expect((await other.get('/api/me')).status).toBe(200);

    expect(await admin.delete(`/api/users/${user.id}`)).toMatchObject({ status: 204 });

    for (const holder of [client, other, session]) {
      expect(await holder.get('/api/me')).toMatchObject(unauthorized);
      expect(await holder.post('/api/users', { name: 'By a ghost' })).toMatchObject(unauthorized);
      expect(await holder.post('/api/user-tokens', { name: 'c', expires_in_days: 1 })).toMatchObject(unauthorized);
      expect(await holder.put(`/api/user-tokens/${token.id}`, { revoke: false })).toMatchObject(unauthorized);
    }
  });

  it('gets neither a new nor a restored token', async ({ workspace }) => {
    const { admin } = workspace;
    const { user, token } = await workspace.serviceUser();
    await admin.post(`/api/users/${user.id}/revoke-tokens`);
    await admin.delete(`/api/users/${user.id}`);
    const refused = problem(400, 'user_deactivated');
    const wanted = { name: 'new', user_id: user.id, expires_in_days: 1 };
    expect(await admin.post('/api/user-tokens', wanted)).toMatchObject(refused);
    expect(await admin.put(`/api/user-tokens/${token.id}`, { revoke: false })).toMatchObject(refused);
    expect((await admin.get(`/api/user-tokens/${token.id}`)).body.status).toBe('Revoked');
  });

  it('is reactivated without active tokens, which can be restored or created', async ({ workspace }) => {
    const { admin } = workspace;
    const { user, token, client } = await workspace.serviceUser();
    await admin.post(`/api/users/${user.id}/revoke-tokens`);
    await admin.delete(`/api/users/${user.id}`);

    const reactivated = await admin.post(`/api/users/${user.id}/reactivate`);

    expect(reactivated).toMatchObject({ status: 200, body: { id: user.id, deleted_at: null } });
    expect(await client.get('/api/me')).toMatchObject(unauthorized);
    expect((await admin.get(`/api/user-tokens/${token.id}`)).body.status).toBe('Revoked');
    expect(await admin.put(`/api/user-tokens/${token.id}`, { revoke: false })).toMatchObject({ status: 200 });
    expect((await client.get('/api/me')).status).toBe(200);
    const made = await admin.post('/api/user-tokens', { name: 'new', user_id: user.id, expires_in_days: 1 });
    expect((await workspace.client(made.body.bearer_token).get('/api/me')).status).toBe(200);
  });

  it('can be read, changed and listed, and stays deactivated', async ({ workspace }) => {
    const { admin } = workspace;
    const { body } = await admin.post('/api/users', { name: 'Sleeper' });
    await admin.delete(`/api/users/${body.id}`);
    const changed = await admin.put(`/api/users/${body.id}`, { name: 'Sleeper 2', role: 'Manager' });
    expect(changed.body).toMatchObject({ name: 'Sleeper 2', role: 'Manager', deleted_at: expect.any(String) });
    expect((await admin.get(`/api/users/${body.id}`)).body).toEqual(changed.body);
  });
});
