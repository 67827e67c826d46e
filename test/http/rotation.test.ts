// POST /api/user-tokens/{id}/rotate: a new secret without downtime.
import { describe, expect } from 'vitest';
import type { HttpClient } from '../support/http-client.ts';
import { it } from '../support/workspace.ts';

const works = async (client: HttpClient) => (await client.get('/api/me')).status === 200;

describe('a token', () => {
  it('rotates itself, and both secrets work until the overlap ends', async ({ workspace }) => {
    const { token, client } = await workspace.serviceUser();
    const rotated = await client.post('/api/user-tokens/self/rotate', { overlap_hours: 1 });
    expect(rotated).toMatchObject({ status: 200, body: { id: token.id, name: token.name, status: 'Active' } });
    expect(Date.parse(rotated.body.previous_secret_expires)).toBeGreaterThan(Date.now());
    expect(rotated.body.bearer_token).not.toBe(token.bearer_token);
    expect([await works(client), await works(workspace.client(rotated.body.bearer_token))]).toEqual([true, true]);
    expect(await workspace.violations()).toEqual([]);
  });

  it('loses its old secret at once without an overlap', async ({ workspace }) => {
    const { client } = await workspace.serviceUser();
    const { body } = await client.post('/api/user-tokens/self/rotate', { overlap_hours: 0 });
    expect([await works(client), await works(workspace.client(body.bearer_token))]).toEqual([false, true]);
    expect(body).not.toHaveProperty('previous_secret_expires');
  });

  it('is not lost when the answer of its rotation is, however often', async ({ workspace }) => {
    const { client } = await workspace.serviceUser();
    const secrets: string[] = [];
    for (let attempt = 0; attempt < 4; attempt += 1) {
      secrets.push((await client.post('/api/user-tokens/self/rotate')).body.bearer_token);
    }
    expect(await Promise.all([client, ...secrets.map(workspace.client)].map(works))).toEqual([
      true,
      false,
      false,
      false,
      true,
    ]);
  });

  it('rotates without one failed request while its holder hammers the API', async ({ workspace }) => {
    const { token } = await workspace.serviceUser();
    let holder = workspace.client(token.bearer_token);
    let rotating = true;
    const statuses: number[] = [];
    const hammer = async () => {
      while (rotating) statuses.push((await holder.get('/api/me')).status);
    };
    const hammers = [hammer(), hammer(), hammer()];
    for (let rotation = 0; rotation < 10; rotation += 1) {
      const { body } = await holder.post('/api/user-tokens/self/rotate');
      holder = workspace.client(body.bearer_token);
      // Requests under way may still carry the secret before: they are answered before the next rotation.
      const answered = statuses.length;
      while (statuses.length < answered + 6) await holder.get('/api/me');
    }
    rotating = false;
    await Promise.all(hammers);
    expect(statuses.length).toBeGreaterThanOrEqual(60);
    expect(statuses.filter((status) => status !== 200)).toEqual([]);
  });

  it('of a person rotates like any other, by its owner alone', async ({ workspace }) => {
    const { token, client } = await workspace.person();
    expect(await workspace.admin.post(`/api/user-tokens/${token.id}/rotate`)).toMatchObject({ status: 404 });
    const { body } = await client.post(`/api/user-tokens/${token.id}/rotate`, { expires_in_days: 7 });
    expect(body).toMatchObject({ type: 'Personal', expiration: expect.any(String) });
    expect(await works(workspace.client(body.bearer_token))).toBe(true);
  });
});

describe('an Admin', () => {
  it('rotates a token, and the newer secret of a rotation under way is the one that goes on', async ({ workspace }) => {
    const { token, client } = await workspace.serviceUser();
    const path = `/api/user-tokens/${token.id}/rotate`;
    const first = workspace.client((await workspace.admin.post(path)).body.bearer_token);
    const second = workspace.client((await workspace.admin.post(path)).body.bearer_token);
    expect([await works(client), await works(first), await works(second)]).toEqual([false, true, true]);
  });

  it('alone rotates the token of another account', async ({ workspace }) => {
    const { token } = await workspace.serviceUser();
    const { client } = await workspace.serviceUser({ role: 'Manager' });
    expect(await client.post(`/api/user-tokens/${token.id}/rotate`)).toMatchObject({ status: 403 });
  });

  it('is told what stands in the way', async ({ workspace }) => {
    const { admin } = workspace;
    const { user, token } = await workspace.serviceUser();
    const path = `/api/user-tokens/${token.id}/rotate`;
    await admin.put(`/api/user-tokens/${token.id}`, { revoke: true });
    expect(await admin.post(path)).toMatchObject({ status: 400, body: { code: 'token_revoked' } });
    await admin.delete(`/api/users/${user.id}`);
    expect(await admin.post(path)).toMatchObject({ status: 400, body: { code: 'user_deactivated' } });
    expect(await admin.post('/api/user-tokens/self/rotate', { overlap_hours: 169 })).toMatchObject({ status: 422 });
    expect(await admin.post('/api/user-tokens/999999/rotate')).toMatchObject({ status: 404 });
  });
});

it('R6: rotations that race revocation, restoration and deactivation leave no active token behind', async ({
  workspace,
}) => {
  const { admin } = workspace;
  for (let round = 0; round < 5; round += 1) {
    const { user, token, client } = await workspace.serviceUser();
    const answers = await Promise.all([
      client.post('/api/user-tokens/self/rotate'),
      admin.post(`/api/user-tokens/${token.id}/rotate`),
      admin.put(`/api/user-tokens/${token.id}`, { revoke: true }),
      admin.put(`/api/user-tokens/${token.id}`, { revoke: false }),
      admin.delete(`/api/users/${user.id}`),
      admin.post(`/api/users/${user.id}/revoke-tokens`),
    ]);
    for (const { status } of answers) expect([200, 204, 400, 401]).toContain(status);
    expect(await workspace.violations()).toEqual([]);
  }
});

describe('an old secret, after its overlap', () => {
  it('is refused, audited once, and counted each time', async ({ workspace }) => {
    const { admin, logs, violations } = workspace;
    const lines = () => logs().split('"RetiredSecretsUsed":1').length;
    const linesBefore = lines();
    const { user, token, client } = await workspace.serviceUser();
    const { body } = await client.post('/api/user-tokens/self/rotate', { overlap_hours: 0 });
    const late = await Promise.all(Array.from({ length: 5 }, () => client.get('/api/me')));
    expect(late.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401]);
    expect((await client.get('/api/me')).status).toBe(401);
    expect((await workspace.client(body.bearer_token).get('/api/me')).status).toBe(200);

    const { items } = (await admin.get(`/api/audit-log?target=${user.user_id}&action=token.retired_secret_used`)).body;
    expect(items).toMatchObject([
      {
        actor: { user_id: 'anonymous', authenticated_by: 'plaintext' },
        changes: { [`tokens.${token.id}.retired_secret_used`]: { from: null, to: expect.any(String) } },
      },
    ]);
    expect(lines() - linesBefore).toBe(6);
    expect(await violations()).toEqual([]);
  });

  it('is told apart from one that is still in its overlap, and from one that was replaced twice', async ({
    workspace,
  }) => {
    const { admin } = workspace;
    const { user, client } = await workspace.serviceUser();
    const { body: second } = await client.post('/api/user-tokens/self/rotate');
    expect((await client.get('/api/me')).status).toBe(200);
    await workspace.client(second.bearer_token).post('/api/user-tokens/self/rotate');
    expect((await client.get('/api/me')).status).toBe(401);
    const { body } = await admin.get(`/api/audit-log?target=${user.user_id}&action=token.retired_secret_used`);
    expect(body.items).toEqual([]);
  });
});
