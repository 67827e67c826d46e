// R10: an acknowledged change applies to the next request of existing tokens.
import { describe, expect } from 'vitest';
import { problem } from '../support/problem.ts';
import { itWithTeams } from '../support/workspace.ts';

const it = itWithTeams('Data');

describe('R10: the next request of an existing token', () => {
  it('has the current role', async ({ workspace: { admin, serviceUser } }) => {
    const { user, client } = await serviceUser();
    for (let round = 0; round < 5; round += 1) {
      await admin.put(`/api/users/${user.id}`, { role: 'Admin' });
      expect((await client.get('/api/users')).status).toBe(200);
      expect((await client.get('/api/me')).body.role).toBe('Admin');
      await admin.put(`/api/users/${user.id}`, { role: 'Manager' });
      expect(await client.get('/api/users')).toMatchObject(problem(403, 'forbidden'));
      expect((await client.get('/api/me')).body.role).toBe('Manager');
    }
  });

  it('has the current teams', async ({ workspace: { admin, serviceUser } }) => {
    const { user, client } = await serviceUser();
    await client.get('/api/me');
    await admin.put(`/api/users/${user.id}`, { teams: ['Data'] });
    expect((await client.get('/api/me')).body.teams).toEqual(['Public', 'Data']);
  });

  it('is refused after each revocation of that token only', async ({ workspace }) => {
    const { admin } = workspace;
    const { user, token, client } = await workspace.serviceUser();
    const second = await admin.post('/api/user-tokens', { name: 'second', user_id: user.id, expires_in_days: 1 });
    for (let round = 0; round < 10; round += 1) {
      expect((await client.get('/api/me')).status).toBe(200);
      await admin.put(`/api/user-tokens/${token.id}`, { revoke: true });
      expect((await client.get('/api/me')).status).toBe(401);
      await admin.put(`/api/user-tokens/${token.id}`, { revoke: false });
    }
    expect((await workspace.client(second.body.bearer_token).get('/api/me')).status).toBe(200);
  });

  it('is refused after a revocation that was concurrent with other requests', async ({ workspace }) => {
    const { admin } = workspace;
    for (let round = 0; round < 5; round += 1) {
      const { user, client } = await workspace.serviceUser();
      const requests = Array.from({ length: 10 }, () => client.get('/api/me'));
      await admin.post(`/api/users/${user.id}/revoke-tokens`);
      const after = Array.from({ length: 5 }, () => client.get('/api/me'));
      expect((await Promise.all(requests)).every(({ status }) => [200, 401].includes(status))).toBe(true);
      expect((await Promise.all(after)).map(({ status }) => status)).toEqual([401, 401, 401, 401, 401]);
    }
    expect(await workspace.violations()).toEqual([]);
  });

  it('is refused after the token was revoked and deleted', async ({ workspace: { admin, serviceUser } }) => {
    const { token, client } = await serviceUser();
    await admin.put(`/api/user-tokens/${token.id}`, { revoke: true });
    await admin.delete(`/api/user-tokens/${token.id}`);
    expect((await client.get('/api/me')).status).toBe(401);
  });
});
