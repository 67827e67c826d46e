// R9: a personal token belongs to a person, is visible only to its owner, and ends with the account.
import { describe, expect } from 'vitest';
import { problem } from '../support/problem.ts';
import { it } from '../support/workspace.ts';

const notFound = problem(404, 'token_not_found');

describe('R9: a personal token', () => {
  it('can be created by a person with any role', async ({ workspace }) => {
    for (const role of ['Admin', 'Manager', 'Member'] as const) {
      const { user, client } = await workspace.person(role);
      const made = await client.post('/api/user-tokens', { name: 'laptop', expires_in_days: 30 });
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
    const { client } = await workspace.serviceUser({ role: 'Admin' });
    const refused = problem(403, 'forbidden');
    expect(await client.post('/api/user-tokens', { name: 'own', expires_in_days: 1 })).toMatchObject(refused);
    expect(await client.get('/api/user-tokens')).toMatchObject(refused);
  });

  it('cannot be created by an Admin for another person', async ({ workspace }) => {
    const { user } = await workspace.person('Member');
    const wanted = { name: 'gift', user_id: user.id, expires_in_days: 1 };
    expect(await workspace.admin.post('/api/user-tokens', wanted)).toMatchObject(problem(400, 'not_a_service_user'));
  });

  it('can be read and managed by its owner', async ({ workspace }) => {
    const { client, token } = await workspace.person('Member');
    const { body: made } = await client.post('/api/user-tokens', { name: 'laptop', expires_in_days: 30 });
    const { bearer_token, ...shown } = made;

    expect(await client.get(`/api/user-tokens/${made.id}`)).toMatchObject({ status: 200, body: shown });
    const list = await client.get('/api/user-tokens');
    expect(list.body).toMatchObject({ items: [{ id: token.id }, shown], total: 2, page: 1, size: 50 });
    expect(await client.put(`/api/user-tokens/${made.id}`, { revoke: true })).toMatchObject({ status: 200 });
    expect((await workspace.client(bearer_token).get('/api/me')).status).toBe(401);
    expect(await client.put(`/api/user-tokens/${made.id}`, { revoke: false })).toMatchObject({ status: 200 });
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

  it('is not revoked when an Admin revokes the tokens of its owner', async ({ workspace }) => {
    const { user, client } = await workspace.person('Member');
    const refused = problem(400, 'not_a_service_user');
    expect(await workspace.admin.post(`/api/users/${user.id}/revoke-tokens`)).toMatchObject(refused);
    expect((await client.get('/api/me')).status).toBe(200);
  });

  it('does not block the deactivation of the person, and is refused from the next request on', async ({
    workspace,
  }) => {
    const { user, client } = await workspace.person('Manager');
    expect((await client.get('/api/me')).status).toBe(200);
    expect(await workspace.admin.delete(`/api/users/${user.id}`)).toMatchObject({ status: 204 });
    expect((await client.get('/api/me')).status).toBe(401);
  });

  it('works again after reactivation of the account, unless it was revoked', async ({ workspace }) => {
    const { user, token, client } = await workspace.person('Manager');
    await workspace.admin.delete(`/api/users/${user.id}`);
    expect(await workspace.admin.post(`/api/users/${user.id}/reactivate`)).toMatchObject({ status: 200 });
    expect((await client.get('/api/me')).status).toBe(200);

    await client.put(`/api/user-tokens/${token.id}`, { revoke: true });
    await workspace.admin.delete(`/api/users/${user.id}`);
    await workspace.admin.post(`/api/users/${user.id}/reactivate`);
    expect((await client.get('/api/me')).status).toBe(401);
  });
});
