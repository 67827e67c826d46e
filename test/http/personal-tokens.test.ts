// R9: a personal token belongs to a person, is visible only to its owner, and ends with the account.
import { describe, expect } from 'vitest';
import { problem } from '../support/problem.ts';
import { it } from '../support/workspace.ts';

const notFound = problem(404, 'token_not_found');

describe('R9: a personal token', () => {
  it('can be created by a person with any role in an interactive session', async ({ workspace }) => {
    for (const role of ['Admin', 'Manager', 'Member'] as const) {
      const { user, session } = await workspace.person(role);
      const made = await session.post('/api/user-tokens', { name: 'laptop', expires_in_days: 30 });
      expect(made).toMatchObject({
        status: 201,
        body: {
          type: 'Personal',
          status: 'Active',
          created_by: user.user_id,
          bearer_token: expect.stringMatching(/^pat_/),
          user: { id: user.id, user_type: 'Human', role },
        },
      });
      const me = await workspace.client(made.body.bearer_token).get('/api/me');
      expect(me).toMatchObject({ status: 200, body: { id: user.id, authenticated_by: 'personal_token' } });
    }
  });

  it('cannot be created by a Service User with any role', async ({ workspace }) => {
    for (const role of ['Admin', 'Manager', 'Member']) {
      const { client } = await workspace.serviceUser({ role });
      const wanted = { name: 'own', expires_in_days: 1 };
      expect(await client.post('/api/user-tokens', wanted)).toMatchObject(problem(403, 'human_required'));
      expect(await client.get('/api/user-tokens')).toMatchObject(problem(403, 'forbidden'));
    }
  });

  it('cannot be created by an Admin for another person', async ({ workspace }) => {
    const { user } = await workspace.person('Member');
    const wanted = { name: 'gift', user_id: user.id, expires_in_days: 1 };
    expect(await workspace.admin.post('/api/user-tokens', wanted)).toMatchObject(problem(400, 'not_a_service_user'));
  });

  it('can be read and managed by its owner', async ({ workspace }) => {
    const { client, session, token } = await workspace.person('Member');
    const { body: made } = await session.post('/api/user-tokens', { name: 'laptop', expires_in_days: 30 });
    const { bearer_token, ...shown } = made;

    expect(await client.get(`/api/user-tokens/${made.id}`)).toMatchObject({ status: 200, body: shown });
    const list = await client.get('/api/user-tokens');
    expect(list.body).toMatchObject({ items: [{ id: token.id }, shown], total: 2, page: 1, size: 50 });
    expect(await client.put(`/api/user-tokens/${made.id}`, { revoke: true })).toMatchObject({ status: 200 });
    expect((await workspace.client(bearer_token).get('/api/me')).status).toBe(401);
    expect(await session.put(`/api/user-tokens/${made.id}`, { revoke: false })).toMatchObject({ status: 200 });
    expect((await workspace.client(bearer_token).get('/api/me')).status).toBe(200);
    await client.put(`/api/user-tokens/${made.id}`, { revoke: true });
    expect(await client.delete(`/api/user-tokens/${made.id}`)).toMatchObject({ status: 204 });
    expect(await client.get(`/api/user-tokens/${made.id}`)).toMatchObject(notFound);
  });

  it('is not found by an Admin or another person, like a token that does not exist', async ({ workspace }) => {
    const owner = await workspace.person('Member');
    const others = [
      workspace.admin,
      (await workspace.person('Member')).client,
      (await workspace.serviceUser({ role: 'Admin' })).client,
      (await workspace.serviceUser()).client,
    ];
    for (const other of others) {
      await other.get('/api/me');
      const before = await workspace.items();
      const path = `/api/user-tokens/${owner.token.id}`;
      const unknown = await other.get('/api/user-tokens/999999');
      expect(unknown).toMatchObject(notFound);
      expect((await other.get(path)).body).toEqual(unknown.body);
      expect(await other.put(path, { revoke: true })).toMatchObject(notFound);
      expect(await other.delete(path)).toMatchObject(notFound);
      expect(await workspace.items()).toEqual(before);
    }
  });

  it('is not listed for anyone else', async ({ workspace }) => {
    const { user, token } = await workspace.person('Manager');
    const idsOf = async (path: string) =>
      (await workspace.admin.get(path)).body.items.map(({ id }: { id: number }) => id);
    expect(await idsOf('/api/user-tokens')).not.toContain(token.id);
    expect(await idsOf('/api/user-tokens/service')).not.toContain(token.id);
    expect(await idsOf(`/api/user-tokens/service?user_id=${user.id}`)).toEqual([]);
  });

  it('can be revoked by an Admin together with all others of its owner, without being seen', async ({ workspace }) => {
    const { admin } = workspace;
    const { user, token, client, session } = await workspace.person('Member');
    const { body: second } = await session.post('/api/user-tokens', { name: 'second' });
    const { body: revoked } = await session.post('/api/user-tokens', { name: 'revoked' });
    await client.put(`/api/user-tokens/${revoked.id}`, { revoke: true });

    const path = `/api/users/${user.user_id}/revoke-tokens`;
    expect(await admin.post(path)).toMatchObject({ status: 200, body: { revoked: 2 } });

    expect((await client.get('/api/me')).status).toBe(401);
    expect((await workspace.client(second.bearer_token).get('/api/me')).status).toBe(401);
    for (const { id } of [token, second]) {
      expect(await admin.get(`/api/user-tokens/${id}`)).toMatchObject(notFound);
      expect(await admin.put(`/api/user-tokens/${id}`, { revoke: false })).toMatchObject(notFound);
    }
    const audited = await admin.get(`/api/audit-log?target=${user.user_id}&action=user.tokens_revoked`);
    expect(audited.body.items).toMatchObject([{ actor: { user_id: 'admin@example.com' } }]);
    expect(await admin.post(path)).toMatchObject({ status: 200, body: { revoked: 0 } });
    expect((await session.get('/api/me')).status).toBe(401);
    const next = await workspace.logIn(user.email);
    expect((await next.put(`/api/user-tokens/${token.id}`, { revoke: false })).status).toBe(200);
    expect((await client.get('/api/me')).status).toBe(200);
    expect(await workspace.violations()).toEqual([]);
  });
});

describe('R9: without an interactive session, a person', () => {
  const refused = problem(403, 'interactive_session_required');

  it('cannot create a token, whatever the role', async ({ workspace }) => {
    for (const role of ['Admin', 'Manager', 'Member'] as const) {
      const { client } = await workspace.person(role);
      await client.get('/api/me');
      const before = await workspace.items();
      expect(await client.post('/api/user-tokens', { name: 'copy', expires_in_days: 1 })).toMatchObject(refused);
      expect(await client.post('/api/user-tokens', { name: 'copy' })).toMatchObject(refused);
      expect(await workspace.items()).toEqual(before);
    }
  });

  it('cannot restore or rotate a token, except that a token rotates itself', async ({ workspace }) => {
    const { client, token, session } = await workspace.person();
    const { body: other } = await session.post('/api/user-tokens', { name: 'other' });
    const { body: revoked } = await session.post('/api/user-tokens', { name: 'revoked' });
    expect(await client.put(`/api/user-tokens/${revoked.id}`, { revoke: true })).toMatchObject({ status: 200 });
    const before = await workspace.items();
    expect(await client.put(`/api/user-tokens/${revoked.id}`, { revoke: false })).toMatchObject(refused);
    expect(await client.post(`/api/user-tokens/${other.id}/rotate`)).toMatchObject(refused);
    expect(await workspace.items()).toEqual(before);

    let holder = client;
    for (const id of ['self', token.id]) {
      const rotated = await holder.post(`/api/user-tokens/${id}/rotate`);
      expect(rotated).toMatchObject({ status: 200, body: { id: token.id, type: 'Personal' } });
      holder = workspace.client(rotated.body.bearer_token);
      expect((await holder.get('/api/me')).status).toBe(200);
    }
  });

  it('can read, revoke and delete tokens', async ({ workspace }) => {
    const { client, session } = await workspace.person();
    const { body: other } = await session.post('/api/user-tokens', { name: 'other' });
    const path = `/api/user-tokens/${other.id}`;
    expect(await client.get(path)).toMatchObject({ status: 200, body: { lifetime_days: 90 } });
    expect(await client.put(path, { revoke: true })).toMatchObject({ status: 200, body: { status: 'Revoked' } });
    expect(await client.delete(path)).toMatchObject({ status: 204 });
  });

  it('can manage service tokens as an Admin', async ({ workspace }) => {
    const { client } = await workspace.person('Admin');
    const { user, token } = await workspace.serviceUser();
    expect(await client.post('/api/user-tokens', { name: 'second', user_id: user.id })).toMatchObject({ status: 201 });
    const path = `/api/user-tokens/${token.id}`;
    expect(await client.put(path, { revoke: true })).toMatchObject({ status: 200 });
    expect(await client.put(path, { revoke: false })).toMatchObject({ status: 200 });
    expect(await client.post(`${path}/rotate`)).toMatchObject({ status: 200 });
  });
});

describe('R9: the deactivation of a person', () => {
  it('revokes all personal tokens in its transaction, with one audit entry', async ({ workspace }) => {
    const { admin } = workspace;
    const { user, token, client, session } = await workspace.person('Manager');
    const { body: second } = await session.post('/api/user-tokens', { name: 'second' });
    const secondClient = workspace.client(second.bearer_token);
    expect([(await client.get('/api/me')).status, (await secondClient.get('/api/me')).status]).toEqual([200, 200]);

    expect(await admin.delete(`/api/users/${user.id}`)).toMatchObject({ status: 204 });

    for (const holder of [client, secondClient, session]) expect((await holder.get('/api/me')).status).toBe(401);
    const { items } = (await admin.get(`/api/audit-log?target=${user.user_id}&size=1`)).body;
    const time = { from: null, to: expect.any(String) };
    expect(items).toMatchObject([
      {
        action: 'user.deactivated',
        changes: {
          deleted_at: time,
          [`tokens.${token.id}.revoked_at`]: time,
          [`tokens.${second.id}.revoked_at`]: time,
        },
      },
    ]);
    expect(await workspace.violations()).toEqual([]);
  });

  it('is not undone for the tokens by a reactivation: the person restores each in a session', async ({ workspace }) => {
    const { admin } = workspace;
    const { user, token, client, session } = await workspace.person('Manager');
    const { body: second } = await session.post('/api/user-tokens', { name: 'second' });
    await admin.delete(`/api/users/${user.id}`);
    expect(await admin.post(`/api/users/${user.id}/reactivate`)).toMatchObject({ status: 200 });

    const secondClient = workspace.client(second.bearer_token);
    for (const holder of [client, secondClient]) expect((await holder.get('/api/me')).status).toBe(401);
    expect(await admin.put(`/api/user-tokens/${token.id}`, { revoke: false })).toMatchObject(notFound);
    expect((await session.get('/api/me')).status).toBe(401);
    const next = await workspace.logIn(user.email);
    const { items } = (await next.get('/api/user-tokens')).body;
    expect(items.map(({ status }: { status: string }) => status)).toEqual(['Revoked', 'Revoked']);

    expect(await next.put(`/api/user-tokens/${token.id}`, { revoke: false })).toMatchObject({ status: 200 });
    expect((await client.get('/api/me')).status).toBe(200);
    expect((await secondClient.get('/api/me')).status).toBe(401);
    const restored = problem(403, 'interactive_session_required');
    expect(await client.put(`/api/user-tokens/${second.id}`, { revoke: false })).toMatchObject(restored);
    expect(await workspace.violations()).toEqual([]);
  });
});
