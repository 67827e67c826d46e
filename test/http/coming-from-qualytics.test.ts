// The statements of docs/coming-from-qualytics.md: the requests of the command line of Qualytics work unchanged, and their
// other calls get the status that the page states.
import { readFileSync } from 'node:fs';
import { describe, expect } from 'vitest';
import type { HttpClient } from '../support/http-client.ts';
import { itWithTeams } from '../support/workspace.ts';

const it = itWithTeams('Data', 'Finance');
const page = readFileSync(new URL('../../docs/coming-from-qualytics.md', import.meta.url), 'utf8');

/** Requests as the command line does: the media type of JSON also without a body. */
const cli = (client: HttpClient, method: string, path: string) =>
  client.send(method, `/api/${path}`, { headers: { 'content-type': 'application/json' } });

/** Reads all pages as `list_all_users`, `list_all_teams` and `list_all_datastores` do. */
async function listAll(client: HttpClient, path: string, size = 100): Promise<{ id: number; name: string }[]> {
  const all = [];
  for (let number = 1; ; number += 1) {
    const { status, body } = await cli(client, 'GET', `${path}?page=${number}&size=${size}`);
    expect(status).toBe(200);
    expect(body.total).toEqual(expect.any(Number));
    all.push(...body.items);
    if (number * size >= body.total) return all;
  }
}

describe('the requests of the command line', () => {
  it.for(['users', 'teams', 'datastores'])('list and get %s', async (path, { workspace }) => {
    const { admin } = workspace;
    await workspace.serviceUser();
    await admin.post('/api/datastores', { name: `Store of ${path}`, teams: ['Data'] });
    const all = await listAll(admin, path);
    expect(all.length).toBeGreaterThan(0);
    expect(await listAll(admin, path, 1)).toEqual(all);
    for (const one of all)
      expect(await cli(admin, 'GET', `${path}/${one.id}`)).toMatchObject({ status: 200, body: one });
  });

  it('get a datastore by its name', async ({ workspace: { admin } }) => {
    for (const name of ['Orders', 'Orders Archive', 'orders import']) await admin.post('/api/datastores', { name });
    const { status, body } = await cli(admin, 'GET', 'datastores?page=1&size=50&name=Orders');
    expect(status).toBe(200);
    expect(body.items.filter(({ name }: { name: string }) => name === 'Orders')).toHaveLength(1);
    const unknown = await cli(admin, 'GET', 'datastores?page=1&size=50&name=Unknown+Store');
    expect(unknown).toMatchObject({ status: 200, body: { items: [] } });
  });

  it('delete a datastore', async ({ workspace: { admin } }) => {
    const { body } = await admin.post('/api/datastores', { name: 'Short-lived' });
    expect(await cli(admin, 'DELETE', `datastores/${body.id}`)).toMatchObject({ status: 204 });
  });

  it('for diagnosis find the API document', async ({ workspace: { admin } }) => {
    expect(await cli(admin, 'GET', 'openapi.json')).toMatchObject({ status: 200 });
  });
});

describe('their documented calls', () => {
  it('create a Service User, give it a token, revoke, restore and delete the token, and deactivate the account', async ({
    workspace: { admin, client },
  }) => {
    const { body: user } = await admin.post('/api/users', {
      name: 'API Access',
      role: 'Manager',
      teams: ['Data', 'Finance'],
    });
    expect(user).toMatchObject({
      user_id: 'api_access@service',
      user_name: 'api_access@service',
      name: 'API Access',
      user_type: 'Service',
      role: 'Manager',
      teams: ['Public', 'Data', 'Finance'],
      email: null,
      deleted_at: null,
    });
    const request = { name: 'api-production', user_id: user.id, expires_in_days: 365 };
    const created = await admin.post('/api/user-tokens', request);
    const { body: token } = created;
    expect(created).toMatchObject({
      status: 201,
      body: { name: 'api-production', active: true, user: { id: user.id } },
    });
    expect(await client(token.bearer_token).get('/api/datastores')).toMatchObject({ status: 200 });
    expect(await admin.post('/api/user-tokens', request)).toMatchObject({ status: 409 });

    expect((await admin.get('/api/user-tokens/service')).body.items).toContainEqual(
      expect.objectContaining({ id: token.id, name: 'api-production', active: true }),
    );
    const path = `/api/user-tokens/${token.id}`;
    expect(await admin.delete(path)).toMatchObject({ status: 400, body: { code: 'token_active' } });
    expect(await admin.delete(`/api/users/${user.id}`)).toMatchObject({ status: 400, body: { code: 'active_tokens' } });
    expect(await admin.put(path, { revoke: true })).toMatchObject({ status: 200, body: { active: false } });
    expect(await admin.put(path, { revoke: false })).toMatchObject({ status: 200, body: { active: true } });
    expect(await admin.put(path, { revoke: true })).toMatchObject({ status: 200, body: { active: false } });
    expect(await admin.delete(path)).toMatchObject({ status: 204 });
    expect(await admin.delete(`/api/users/${user.id}`)).toMatchObject({ status: 204 });
    const listed =
      '/api/users?type=Service&name=api&sort=created&sort_dir=desc&role=Manager&team=Data&include_deleted=true';
    expect((await admin.get(listed)).body).toMatchObject({ items: [{ id: user.id }], next_cursor: null });
    expect(await admin.post(`/api/users/${user.id}/reactivate`)).toMatchObject({
      status: 200,
      body: { deleted_at: null },
    });
  });

  it.for([
    [404, 'GET', '/api/users/listing'],
    [404, 'GET', '/api/teams/listing'],
    [404, 'GET', '/api/teams/1/history'],
    [404, 'POST', '/api/datastores/1/connection'],
    [404, 'POST', '/api/datastores/connection'],
    [404, 'PATCH', '/api/datastores/1/enrichment/2'],
    [404, 'GET', '/api/status'],
    [200, 'GET', '/api/teams?name=data&page=1&size=10'],
    [422, 'GET', '/api/teams?sort_name=asc'],
    [422, 'GET', '/api/teams?sort_created=asc'],
    [422, 'GET', '/api/datastores?datastore_type=postgresql'],
    [422, 'GET', '/api/datastores?tag=production'],
    [422, 'GET', '/api/datastores?enrichment_only=true'],
    [422, 'POST', '/api/users', { name: 'Old Role', role: 'Editor' }],
    [422, 'POST', '/api/teams', { name: 'Old Team', user_ids: [1], datastore_ids: [1], permission: 'Editor' }],
    [422, 'POST', '/api/user-tokens', { name: 'scim', scim_endpoints_only: true }],
    [422, 'POST', '/api/datastores', { name: 'Old Store', connection_id: 7, database: 'production' }],
  ] as const)('get the status %i: %s %s', async ([status, method, path, body], { workspace: { admin } }) => {
    expect(await admin.request(method, path, body)).toMatchObject({ status });
  });

  it('are on the page', () => {
    for (const text of [
      '`GET /api/users/listing',
      '`GET /api/teams/listing`',
      '`scim_endpoints_only`',
      'permission levels',
      'JWT',
    ]) {
      expect(page).toContain(text);
    }
  });

  it('refuse a token that never expires and a personal token made by a token, with the stated codes', async ({
    workspace,
  }) => {
    const { user } = await workspace.serviceUser();
    const never = { name: 'never', user_id: user.user_id, expires_in_days: null };
    const refused = await workspace.admin.post('/api/user-tokens', never);
    expect(refused).toMatchObject({ status: 400, body: { code: 'never_expiring_not_allowed' } });
    const personal = await workspace.admin.post('/api/user-tokens', { name: 'mine' });
    expect(personal).toMatchObject({ status: 403, body: { code: 'interactive_session_required' } });
    expect(await workspace.anonymous.get('/api/teams')).toMatchObject({ status: 401 });
    for (const code of [
      'never_expiring_not_allowed',
      'interactive_session_required',
      'token_active',
      'active_tokens',
    ]) {
      expect(page).toContain(`\`${code}\``);
    }
  });
});
