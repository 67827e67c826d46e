// What counts as a use of an account and of a token: the statements of docs/glossary.md about `last_login` and `last_used`.
import { readFileSync } from 'node:fs';
import { describe, expect } from 'vitest';
import { exchange, pipeline, workloadToken } from '../support/token-exchange.ts';
import { it, type Workspace } from '../support/workspace.ts';

const glossary = readFileSync(new URL('../../docs/glossary.md', import.meta.url), 'utf8');
const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();

const lastLogin = async ({ admin }: Workspace, id: number) => (await admin.get(`/api/users/${id}`)).body.last_login;
const lastUsed = async ({ admin }: Workspace, id: number) => (await admin.get(`/api/user-tokens/${id}`)).body.last_used;

describe('a use of a Service User', () => {
  it('is a request whose credential is accepted, also if the request is then refused', async ({ workspace }) => {
    expect(glossary).toContain('A call counts when its credential is accepted, also if the request is then rejected;');
    const { user, token, client } = await workspace.serviceUser();
    expect(await client.get('/api/users')).toMatchObject({ status: 403 });
    expect(await lastLogin(workspace, user.id)).toEqual(expect.any(String));
    expect(await lastUsed(workspace, token.id)).toBe(await lastLogin(workspace, user.id));
  });

  it('is no request to a path without a route, and no introspection of its token', async ({ workspace }) => {
    expect(glossary).toContain('introspections and token exchanges do not count');
    const { user, token, client } = await workspace.serviceUser();
    expect(await client.get('/api/nothing')).toMatchObject({ status: 404 });
    const body = new URLSearchParams({ token: token.bearer_token }).toString();
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const introspected = await workspace.admin.send('POST', '/api/introspect', { body, headers });
    expect(introspected).toMatchObject({ status: 200, body: { active: true } });
    expect(await lastLogin(workspace, user.id)).toBeNull();
    expect(await lastUsed(workspace, token.id)).toBeNull();
  });

  it('is a request with a session, and not the exchange that creates the session', async ({ workspace }) => {
    const { user, path } = await pipeline(workspace);
    const { body } = await exchange(workspace, await workloadToken(), user.id);
    expect(await lastLogin(workspace, user.id)).toBeNull();
    expect((await workspace.admin.get(path)).body.last_used).toEqual(expect.any(String));
    expect(await workspace.client(body.access_token).get('/api/me')).toMatchObject({ status: 200 });
    expect(await lastLogin(workspace, user.id)).toEqual(expect.any(String));
  });
});

describe('the last use of a token', () => {
  it('is not reset by a rotation, and changes with its current and its previous secret', async ({ workspace }) => {
    expect(glossary).toContain('with its current or its previous secret');
    expect(glossary).toContain('A rotation does not reset it.');
    const { token, client } = await workspace.serviceUser();
    const used = minutesAgo(10);
    await workspace.setTokenTimes(token, { last_used: used });
    const { body } = await workspace.admin.post(`/api/user-tokens/${token.id}/rotate`, { overlap_hours: 1 });
    expect(body.last_used).toBe(used);
    await client.get('/api/me');
    const byPrevious = await lastUsed(workspace, token.id);
    expect(byPrevious > used).toBe(true);
    await workspace.setTokenTimes(token, { last_used: used });
    await workspace.client(body.bearer_token).get('/api/me');
    expect((await lastUsed(workspace, token.id)) > used).toBe(true);
  });
});
