// Scopes of tokens and sessions: what is accepted, what is stored, and what a request needs (R15).
import { describe, expect } from 'vitest';
import { exchange, pipeline, workloadToken } from '../support/token-exchange.ts';
import { it } from '../support/workspace.ts';

const EVERY_CIDR = ['127.0.0.0/8'];

describe('a new token', () => {
  it('has no scopes and any address by default, also when the request says null', async ({ workspace }) => {
    const { user, token } = await workspace.serviceUser();
    expect(token).toMatchObject({ scopes: null, allowed_cidrs: [] });
    const body = { name: 'null', user_id: user.id, scopes: null, allowed_cidrs: null };
    expect(await workspace.admin.post('/api/user-tokens', body)).toMatchObject({
      status: 201,
      body: { scopes: null, allowed_cidrs: [] },
    });
  });

  it('has each scope and each address once, in canonical order, in every response', async ({ workspace }) => {
    const { user } = await workspace.serviceUser({ token: undefined });
    const scopes = ['users:read', 'api:reports', 'users:read', 'audit:read'];
    const allowed_cidrs = ['2001:db8::/32', '127.0.0.0/8', '127.0.0.0/8'];
    const created = await workspace.admin.post('/api/user-tokens', {
      name: 'x',
      user_id: user.id,
      scopes,
      allowed_cidrs,
    });
    const narrowed = {
      scopes: ['api:reports', 'audit:read', 'users:read'],
      allowed_cidrs: ['127.0.0.0/8', '2001:db8::/32'],
    };
    expect(created).toMatchObject({ status: 201, body: narrowed });
    const { admin } = workspace;
    expect((await admin.get(`/api/user-tokens/${created.body.id}`)).body).toMatchObject(narrowed);
    expect((await admin.get(`/api/user-tokens/service?user_id=${user.id}`)).body.items).toMatchObject([narrowed]);
    const { items } = (await admin.get(`/api/audit-log?target=${user.user_id}&size=1`)).body;
    expect(items[0]).toMatchObject({
      action: 'token.created',
      changes: { [`tokens.${created.body.id}`]: { to: narrowed } },
    });
  });

  it('is narrowed as well when it is created with its user', async ({ workspace }) => {
    const token = { name: 'first', scopes: ['teams:read'], allowed_cidrs: EVERY_CIDR };
    const { token: created } = await workspace.serviceUser({ token });
    expect(created).toMatchObject({ scopes: ['teams:read'], allowed_cidrs: EVERY_CIDR });
  });

  it('of a person is narrowed in an interactive session', async ({ workspace }) => {
    const { session } = await workspace.person();
    expect(await session.post('/api/user-tokens', { name: 'narrow', scopes: [] })).toMatchObject({
      status: 201,
      body: { scopes: [] },
    });
  });

  it.for([
    ['user:read', 'scopes.0: unknown scope; did you mean users:read?'],
    ['datastore:write', 'scopes.0: unknown scope; did you mean datastores:write?'],
    ['everything', /^scopes\.0: unknown scope; the scopes are users:read, .* and api:<name>$/],
    ['api:Reports', /unknown scope/],
    ['api:', /unknown scope/],
    [`api:${'x'.repeat(33)}`, /unknown scope/],
    ['users:read ', /unknown scope/],
  ] as const)('is rejected with the unknown scope %s', async ([scope, detail], { workspace }) => {
    const { user } = await workspace.serviceUser({ token: undefined });
    const response = await workspace.admin.post('/api/user-tokens', { name: 'x', user_id: user.id, scopes: [scope] });
    expect(response).toMatchObject({ status: 422, body: { code: 'validation_failed' } });
    expect(response.body.detail).toMatch(detail);
  });

  it('is rejected with more than 20 scopes', async ({ workspace }) => {
    const { user } = await workspace.serviceUser({ token: undefined });
    const scopes = Array.from({ length: 21 }, (_, index) => `api:name-${index}`);
    expect(await workspace.admin.post('/api/user-tokens', { name: 'x', user_id: user.id, scopes })).toMatchObject({
      status: 422,
      body: { detail: 'scopes: must have at most 20 items' },
    });
  });
});

describe('a token with scopes', () => {
  it('may do what its scopes allow, and write includes read', async ({ workspace }) => {
    const { client } = await workspace.serviceUser({ role: 'Admin', token: { name: 'x', scopes: ['teams:write'] } });
    expect((await client.get('/api/teams')).status).toBe(200);
    expect((await client.post('/api/teams', { name: 'Scoped' })).status).toBe(201);
  });

  it('gets 403 with the required scope in the body and in the header (RFC 6750)', async ({ workspace }) => {
    const { client } = await workspace.serviceUser({ role: 'Admin', token: { name: 'x', scopes: ['teams:read'] } });
    const response = await client.get('/api/users');
    expect(response).toMatchObject({
      status: 403,
      type: 'application/problem+json',
      body: { code: 'insufficient_scope', required_scope: 'users:read' },
    });
    expect(response.headers.get('www-authenticate')).toBe('Bearer error="insufficient_scope", scope="users:read"');
    expect(await client.post('/api/teams', { name: 'Other' })).toMatchObject({
      status: 403,
      body: { required_scope: 'teams:write' },
    });
  });

  it('is rejected before any lookup, whatever the role of its account', async ({ workspace }) => {
    const { client } = await workspace.serviceUser({ token: { name: 'x', scopes: [] } });
    expect(await client.get('/api/users/999999')).toMatchObject({ status: 403, body: { code: 'insufficient_scope' } });
    expect(await client.get('/api/teams/999999')).toMatchObject({ status: 403, body: { code: 'insufficient_scope' } });
  });

  it('never may do more than its account', async ({ workspace }) => {
    const { client } = await workspace.serviceUser({ role: 'Member', token: { name: 'x', scopes: ['users:write'] } });
    expect(await client.get('/api/users')).toMatchObject({ status: 403, body: { code: 'forbidden' } });
  });

  it('may get itself and rotate itself without any scope, and keeps its scopes and addresses', async ({
    workspace,
  }) => {
    const narrowed = { scopes: [], allowed_cidrs: EVERY_CIDR };
    const { token, client } = await workspace.serviceUser({ role: 'Admin', token: { name: 'x', ...narrowed } });
    expect((await client.get('/api/me')).status).toBe(200);
    expect((await client.get('/api/users/me')).status).toBe(200);
    const rotated = await client.post('/api/user-tokens/self/rotate');
    expect(rotated).toMatchObject({ status: 200, body: { id: token.id, ...narrowed } });
    expect(await client.post(`/api/user-tokens/${token.id}/rotate`)).toMatchObject({
      status: 403,
      body: { required_scope: 'tokens:write' },
    });
    const byAdmin = await workspace.admin.post(`/api/user-tokens/${token.id}/rotate`);
    expect(byAdmin).toMatchObject({ status: 200, body: narrowed });
    expect((await workspace.client(byAdmin.body.bearer_token).get('/api/teams')).status).toBe(403);
  });

  it('gets the scope tokens:write for the revocation of all tokens of an account', async ({ workspace }) => {
    const { user } = await workspace.serviceUser();
    const path = `/api/users/${user.id}/revoke-tokens`;
    const byUsers = await workspace.serviceUser({ role: 'Admin', token: { name: 'x', scopes: ['users:write'] } });
    expect(await byUsers.client.post(path)).toMatchObject({ status: 403, body: { required_scope: 'tokens:write' } });
    const byTokens = await workspace.serviceUser({ role: 'Admin', token: { name: 'x', scopes: ['tokens:write'] } });
    expect((await byTokens.client.post(path)).status).toBe(200);
  });

  it('is introspected with its scope and its addresses', async ({ workspace }) => {
    const introspect = async (token: string) =>
      (
        await workspace.admin.send('POST', '/api/introspect', {
          body: new URLSearchParams({ token }).toString(),
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
        })
      ).body;
    const narrowed = { scopes: ['users:read', 'api:reports'], allowed_cidrs: ['203.0.113.7'] };
    const { token } = await workspace.serviceUser({ token: { name: 'x', ...narrowed } });
    expect(await introspect(token.bearer_token)).toMatchObject({
      active: true,
      scope: 'api:reports users:read',
      allowed_cidrs: ['203.0.113.7'],
    });
    const { token: plain } = await workspace.serviceUser();
    const unscoped = await introspect(plain.bearer_token);
    expect(unscoped).toMatchObject({ active: true, allowed_cidrs: [] });
    expect(unscoped).not.toHaveProperty('scope');
  });
});

describe('a session of a workload', () => {
  it('has the scopes of its federation policy, which are never copied', async ({ workspace }) => {
    const { policy, user } = await pipeline(workspace, { scopes: ['teams:read'], subject: 'repo:acme/scoped:main' });
    expect(policy).toMatchObject({ scopes: ['teams:read'], allowed_cidrs: [] });
    const { body } = await exchange(workspace, await workloadToken({ sub: 'repo:acme/scoped:main' }), user.id);
    const session = workspace.client(body.access_token);
    expect((await session.get('/api/teams')).status).toBe(200);
    expect(await session.get('/api/datastores')).toMatchObject({
      status: 403,
      body: { code: 'insufficient_scope', required_scope: 'datastores:read' },
    });
    expect((await session.post('/api/logout')).status).toBe(204);
  });
});
