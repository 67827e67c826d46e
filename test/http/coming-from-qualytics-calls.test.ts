// Every call in the tables of docs/coming-from-qualytics.md gets the response that its row states.
import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { itWithTeams, type Workspace } from '../support/workspace.ts';

const it = itWithTeams('Data', 'Finance');
const page = readFileSync(new URL('../../docs/coming-from-qualytics.md', import.meta.url), 'utf8');

/** The calls in the first cells of the tables about their calls. */
const documented = [...page.matchAll(/^\| their call +\|.*\n\|.*\n((?:\|.*\n)+)/gm)].flatMap(([, rows = '']) =>
  rows
    .trim()
    .split('\n')
    .map((row) => row.split('|')[1]?.trim() ?? ''),
);

type Check = (workspace: Workspace) => Promise<unknown>;

const list = { items: expect.any(Array), page: 1, size: expect.any(Number), next_cursor: null };
const ok = (body: object) => expect.objectContaining({ status: 200, body: expect.objectContaining(body) });
const status = (number: number, code?: string) =>
  expect.objectContaining({ status: number, ...(code && { body: expect.objectContaining({ code }) }) });
const numbers = new Array(100).keys();
const unique = (text: string) => `${text}${numbers.next().value}`;

const checks: Record<string, Check> = {
  '`GET /api/users?type=Service`': async ({ admin, serviceUser }) => {
    const { client } = await serviceUser();
    for (const filter of ['role=Member', 'team=Data', 'include_deleted=true', 'sort=last_login&sort_dir=desc']) {
      expect(await admin.get(`/api/users?type=Service&${filter}`)).toEqual(ok({ ...list, total: expect.any(Number) }));
    }
    for (const sort of ['name', 'created', 'role', 'last_login'])
      expect((await admin.get(`/api/users?type=Service&name=a&sort=${sort}`)).status).toBe(200);
    expect(await client.get('/api/users?type=Service')).toEqual(status(403, 'forbidden'));
  },
  '`GET /api/users/listing?type=Service` (older)': async ({ admin }) => {
    expect(await admin.get('/api/users/listing?type=Service')).toEqual(status(422));
    expect(await admin.get('/api/users/listing')).toEqual(status(404));
  },
  '`GET /api/users/{id}`': async ({ admin, serviceUser }) => {
    const { user } = await serviceUser();
    for (const id of [user.id, user.user_id])
      expect(await admin.get(`/api/users/${id}`)).toEqual(ok({ id: user.id, user_name: user.user_id, email: null }));
    expect(await admin.get('/api/users/me')).toEqual(ok({ user_id: 'admin@example.com' }));
  },
  '`POST /api/users` with `name`, `role`, `teams`': async ({ admin }) => {
    const token = { name: 'first', expires_in_days: 30 };
    const body = { role: 'Manager', teams: ['Data'] };
    expect(await admin.post('/api/users', { name: unique('New'), ...body, token })).toMatchObject({
      status: 201,
      body: { ...body, teams: ['Public', 'Data'], token: { bearer_token: expect.stringMatching(/^svc_/) } },
    });
    expect(await admin.post('/api/users', { name: unique('New') })).toMatchObject({ body: { role: 'Member' } });
    expect(await admin.post('/api/users', { name: unique('New'), role: 'Editor' })).toEqual(status(422));
  },
  '`PUT /api/users/{id}` with `role`, `teams`': async ({ admin, serviceUser }) => {
    const { user } = await serviceUser({ teams: ['Data'] });
    const changes = { name: unique('Changed'), role: 'Manager', iam_principals: [] };
    expect(await admin.put(`/api/users/${user.id}`, { ...changes, teams: ['Finance'] })).toEqual(
      ok({ ...changes, teams: ['Public', 'Finance'], user_id: user.user_id }),
    );
  },
  '`DELETE /api/users/{id}`': async ({ admin, serviceUser }) => {
    const { user, token } = await serviceUser();
    const refused = await admin.delete(`/api/users/${user.id}`);
    expect(refused).toMatchObject({ status: 400, body: { code: 'active_tokens', active_tokens: [{ id: token.id }] } });
    expect(refused.body.detail).toContain('first');
    await admin.put(`/api/user-tokens/${token.id}`, { revoke: true });
    expect(await admin.delete(`/api/users/${user.id}`)).toEqual(status(204));
  },
  'reactivate (see their page)': async ({ admin, serviceUser }) => {
    const { user, token, client } = await serviceUser();
    await admin.put(`/api/user-tokens/${token.id}`, { revoke: true });
    await admin.delete(`/api/users/${user.id}`);
    expect(await admin.post(`/api/users/${user.id}/reactivate`)).toEqual(ok({ deleted_at: null }));
    expect(await client.get('/api/me')).toEqual(status(401));
  },
  'people: created by SSO or directory sync': async ({ admin }) => {
    const email = `${unique('person')}@example.com`;
    const person = { name: 'Person', user_type: 'Human', email };
    expect(await admin.post('/api/users', person)).toMatchObject({ status: 201, body: { user_id: email } });
  },
  '`GET /api/user-tokens/service`': async ({ admin, serviceUser, person }) => {
    const { client } = await serviceUser({ role: 'Manager' });
    const { token } = await person('Member');
    const { status, body } = await admin.get('/api/user-tokens/service?size=200');
    expect({ status, body }).toMatchObject({ status: 200, body: list });
    expect(body.items.map(({ id }: { id: number }) => id)).not.toContain(token.id);
    expect(await admin.get(`/api/user-tokens/${token.id}`)).toMatchObject({ status: 404 });
    expect(await client.get('/api/user-tokens/service')).toMatchObject({ status: 403 });
  },
  '`GET /api/user-tokens`': async ({ serviceUser, person }) => {
    const { client, token } = await person('Member');
    const { body } = await client.get('/api/user-tokens');
    expect(body).toMatchObject({ ...list, items: [{ id: token.id }] });
    expect(await (await serviceUser()).client.get('/api/user-tokens')).toEqual(status(403));
  },
  '`POST /api/user-tokens` with `name`, `user_id`, `expires_in_days`': async ({ admin, serviceUser }) => {
    const { user } = await serviceUser();
    const request = { name: 'production', user_id: user.id, expires_in_days: 365 };
    expect(await admin.post('/api/user-tokens', request)).toMatchObject({
      status: 201,
      body: { bearer_token: expect.any(String), active: true, lifetime_days: 365, user: { id: user.id } },
    });
    expect(await admin.post('/api/user-tokens', request)).toEqual(status(409, 'token_name_taken'));
    const other = { ...request, name: 'other', user_id: user.user_id };
    expect(await admin.post('/api/user-tokens', { ...other, expires_in_days: null })).toEqual(
      status(400, 'never_expiring_not_allowed'),
    );
    for (const expires_in_days of [0, 366])
      expect(await admin.post('/api/user-tokens', { ...other, expires_in_days })).toEqual(status(422));
    const { expires_in_days: _, ...byDefault } = other;
    expect(await admin.post('/api/user-tokens', byDefault)).toMatchObject({ status: 201, body: { lifetime_days: 90 } });
  },
  '`POST /api/user-tokens` without `user_id`': async ({ admin, person }) => {
    const request = { name: unique('mine') };
    expect(await admin.post('/api/user-tokens', request)).toEqual(status(403, 'interactive_session_required'));
    const { session } = await person('Member');
    expect(await session.post('/api/user-tokens', request)).toMatchObject({ status: 201, body: { type: 'Personal' } });
  },
  '`scim_endpoints_only`': async ({ admin }) =>
    expect(await admin.post('/api/user-tokens', { name: 'x', scim_endpoints_only: true })).toEqual(status(422)),
  '`PUT /api/user-tokens/{id}` with `{"revoke": true}`': async ({ admin, serviceUser }) => {
    const { token, client } = await serviceUser();
    const path = `/api/user-tokens/${token.id}`;
    expect(await admin.put(path, { revoke: true })).toEqual(ok({ active: false, status: 'Revoked' }));
    expect(await client.get('/api/me')).toEqual(status(401));
    expect(await admin.put(path, { revoke: false })).toEqual(ok({ active: true, status: 'Active' }));
    await admin.post('/api/leaked-tokens', { tokens: [token.bearer_token] });
    expect(await admin.put(path, { revoke: false })).toEqual(status(400, 'token_compromised'));
  },
  '`DELETE /api/user-tokens/{id}`': async ({ admin, serviceUser }) => {
    const { token } = await serviceUser();
    const path = `/api/user-tokens/${token.id}`;
    expect(await admin.delete(path)).toEqual(status(400, 'token_active'));
    await admin.put(path, { revoke: true });
    expect(await admin.delete(path)).toEqual(status(204));
  },
  'rotation by hand: create, switch, revoke, delete': async ({ admin, client, serviceUser }) => {
    const { token, client: previous } = await serviceUser();
    const { body } = await admin.post(`/api/user-tokens/${token.id}/rotate`);
    expect(body.id).toBe(token.id);
    for (const one of [previous, client(body.bearer_token)]) expect(await one.get('/api/me')).toEqual(status(200));
  },
  '`GET /api/teams` with `name`, `page`, `size`': async ({ serviceUser }) => {
    const { client } = await serviceUser();
    expect(await client.get('/api/teams?page=1&size=100')).toEqual(ok({ ...list, total: expect.any(Number) }));
    expect(await client.get('/api/teams?name=dat')).toEqual(ok({ total: null }));
    for (const sort of ['sort_name', 'sort_created'])
      expect(await client.get(`/api/teams?${sort}=asc`)).toEqual(status(422));
  },
  '`GET /api/teams/listing`': async ({ admin }) => expect(await admin.get('/api/teams/listing')).toEqual(status(404)),
  '`GET /api/teams/{id}`': async ({ serviceUser }) =>
    expect(await (await serviceUser()).client.get('/api/teams/1')).toEqual(ok({ id: 1, name: 'Public' })),
  '`GET /api/teams/{id}/history`': async ({ admin }) =>
    expect(await admin.get('/api/teams/1/history')).toEqual(status(404)),
  '`POST /api/teams` with `name`, `description`': async ({ admin }) => {
    const team = { name: unique('Team'), description: 'About it' };
    expect(await admin.post('/api/teams', team)).toMatchObject({ status: 201, body: team });
    expect(await admin.post('/api/teams', team)).toEqual(status(409, 'team_name_taken'));
  },
  '`POST /api/teams` with `user_ids`, `datastore_ids`, `permission`': async ({ admin }) => {
    for (const other of [{ user_ids: [1] }, { datastore_ids: [1] }, { permission: 'Editor' }])
      expect(await admin.post('/api/teams', { name: unique('Team'), ...other })).toEqual(status(422));
  },
  '`PUT /api/teams/{id}`, `DELETE /api/teams/{id}`': async ({ admin, serviceUser }) => {
    const { body } = await admin.post('/api/teams', { name: unique('Team') });
    const path = `/api/teams/${body.id}`;
    const changes = { name: unique('Team'), description: 'Changed' };
    expect(await admin.put(path, changes)).toEqual(ok(changes));
    await serviceUser({ teams: [changes.name] });
    expect(await admin.delete(path)).toEqual(status(400, 'team_in_use'));
    expect(await admin.put('/api/teams/1', { name: 'Other' })).toEqual(status(400, 'public_team'));
    expect(await admin.delete('/api/teams/1')).toEqual(status(400, 'public_team'));
  },
  '`GET /api/datastores` with `name`, `page`, `size`': async ({ admin, serviceUser }) => {
    const name = unique('Reached');
    await admin.post('/api/datastores', { name, teams: ['Data'] });
    const ofData = await serviceUser({ teams: ['Data'] });
    expect((await ofData.client.get(`/api/datastores?name=${name}`)).body.items).toMatchObject([{ name }]);
    expect((await (await serviceUser()).client.get(`/api/datastores?name=${name}`)).body.items).toEqual([]);
    for (const unknown of ['datastore_type', 'tag', 'enrichment_only', 'search', 'sort'])
      expect(await admin.get(`/api/datastores?${unknown}=x`)).toEqual(status(422));
  },
  '`GET /api/datastores/{id}`, `DELETE /api/datastores/{id}`': async ({ admin, serviceUser }) => {
    const { body } = await admin.post('/api/datastores', { name: unique('Reached'), teams: ['Data'] });
    const path = `/api/datastores/${body.id}`;
    expect(await (await serviceUser({ teams: ['Data'] })).client.get(path)).toEqual(ok({ id: body.id }));
    expect(await (await serviceUser()).client.get(path)).toEqual(status(404));
    expect(await admin.delete(path)).toEqual(status(204));
  },
  '`POST /api/datastores`, `PUT /api/datastores/{id}` with `name`, `teams`': async ({ admin }) => {
    const { body } = await admin.post('/api/datastores', { name: unique('Store'), teams: ['Data'] });
    expect(body.teams).toEqual(['Data']);
    const changes = { name: unique('Store'), teams: ['Finance'] };
    expect(await admin.put(`/api/datastores/${body.id}`, changes)).toEqual(ok(changes));
    for (const other of [{ connection: {} }, { connection_id: 7 }, { database: 'production' }])
      expect(await admin.post('/api/datastores', { name: unique('Store'), ...other })).toEqual(status(422));
  },
  '`/api/datastores/connection`, `.../{id}/connection`, `.../{id}/enrichment`': async ({ admin }) => {
    for (const path of ['connection', '1/connection', '1/enrichment/2'])
      expect(await admin.request('POST', `/api/datastores/${path}`, {})).toEqual(status(404));
  },
};

it('every documented call has a check', () => {
  expect(documented.length).toBeGreaterThan(25);
  expect(Object.keys(checks)).toEqual(documented);
});

it.for(Object.keys(checks))('%s', async (call, { workspace }) => {
  await checks[call]?.(workspace);
});
