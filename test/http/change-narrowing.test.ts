// PUT /api/user-tokens/{id}: changes the scopes and the addresses of a token.
import { describe, expect } from 'vitest';
import { it } from '../support/workspace.ts';

describe('an Admin', () => {
  it('narrows a service token, which applies to the very next request (R10)', async ({ workspace }) => {
    const { admin } = workspace;
    const { user, token, client } = await workspace.serviceUser();
    const path = `/api/user-tokens/${token.id}`;
    expect((await client.get('/api/teams')).status).toBe(200);
    expect(await admin.put(path, { scopes: ['datastores:read'] })).toMatchObject({
      status: 200,
      body: { id: token.id, status: 'Active', scopes: ['datastores:read'], allowed_cidrs: [] },
    });
    expect(await client.get('/api/teams')).toMatchObject({ status: 403, body: { required_scope: 'teams:read' } });
    expect((await admin.put(path, { allowed_cidrs: ['192.0.2.0/24'] })).body).toMatchObject({
      scopes: ['datastores:read'],
      allowed_cidrs: ['192.0.2.0/24'],
    });
    expect((await client.get('/api/datastores')).status).toBe(401);
    expect((await admin.put(path, { scopes: null, allowed_cidrs: [] })).status).toBe(200);
    expect((await client.get('/api/teams')).status).toBe(200);
    const { items } = (await admin.get(`/api/audit-log?target=${user.user_id}&action=token.narrowing_changed`)).body;
    expect(items.map(({ changes }: { changes: unknown }) => changes)).toEqual([
      {
        [`tokens.${token.id}.scopes`]: { from: ['datastores:read'], to: null },
        [`tokens.${token.id}.allowed_cidrs`]: { from: ['192.0.2.0/24'], to: null },
      },
      { [`tokens.${token.id}.allowed_cidrs`]: { from: null, to: ['192.0.2.0/24'] } },
      { [`tokens.${token.id}.scopes`]: { from: null, to: ['datastores:read'] } },
    ]);
  });

  it('writes nothing for a change that changes nothing', async ({ workspace }) => {
    const { user, token } = await workspace.serviceUser({ token: { name: 'x', scopes: ['teams:read', 'users:read'] } });
    const same = { scopes: ['users:read', 'teams:read'], allowed_cidrs: [] };
    expect((await workspace.admin.put(`/api/user-tokens/${token.id}`, same)).status).toBe(200);
    const { items } = (await workspace.admin.get(`/api/audit-log?target=${user.user_id}`)).body;
    expect(items.filter(({ action }: { action: string }) => action === 'token.narrowing_changed')).toEqual([]);
  });

  it.for([
    [{}, 'revoke: is required, unless scopes or allowed_cidrs are changed'],
    [{ revoke: true, scopes: [] }, 'revoke: replaces scopes and allowed_cidrs: send them in another request'],
    [{ scopes: ['team:read'] }, 'scopes.0: unknown scope; did you mean teams:read?'],
    [{ allowed_cidrs: null }, 'allowed_cidrs: must be a list'],
  ] as const)('gets 422 for %j', async ([body, detail], { workspace }) => {
    const { token } = await workspace.serviceUser();
    expect(await workspace.admin.put(`/api/user-tokens/${token.id}`, body)).toMatchObject({
      status: 422,
      body: { detail },
    });
  });
});

describe('a personal token', () => {
  it('is narrowed by its owner in an interactive session only', async ({ workspace }) => {
    const { session, client, token } = await workspace.person();
    const path = `/api/user-tokens/${token.id}`;
    expect(await client.put(path, { scopes: [] })).toMatchObject({
      status: 403,
      body: { code: 'interactive_session_required' },
    });
    expect((await workspace.admin.put(path, { scopes: [] })).status).toBe(404);
    expect((await session.put(path, { scopes: ['teams:read'] })).body).toMatchObject({ scopes: ['teams:read'] });
    expect((await client.get('/api/datastores')).status).toBe(403);
  });
});

it('refuses a Service User that changes its own token (R14), and one that is no Admin (R1)', async ({ workspace }) => {
  const admin = await workspace.serviceUser({ role: 'Admin' });
  expect(await admin.client.put(`/api/user-tokens/${admin.token.id}`, { scopes: [] })).toMatchObject({
    status: 403,
    body: { code: 'human_required' },
  });
  const member = await workspace.serviceUser();
  expect(await member.client.put(`/api/user-tokens/${member.token.id}`, { scopes: [] })).toMatchObject({
    status: 403,
    body: { code: 'forbidden' },
  });
});
