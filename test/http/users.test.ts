// /api/users: responses, errors and repeated requests of each route.
import { describe, expect } from 'vitest';
import { invalid, problem } from '../support/problem.ts';
import { itWithTeams } from '../support/workspace.ts';

const it = itWithTeams('Data', 'Ops');

const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
const notFound = problem(404, 'user_not_found');

describe('POST /api/users', () => {
  it('returns the new Service User, with the default role Member', async ({ workspace: { admin } }) => {
    const created = await admin.post('/api/users', { name: 'Airflow' });
    expect(created).toMatchObject({ status: 201, type: 'application/json' });
    expect(created.headers.get('cache-control')).toBe('no-store');
    expect(created.body).toEqual({
      id: expect.any(Number),
      user_id: 'airflow@service',
      user_name: 'airflow@service',
      user_type: 'Service',
      name: 'Airflow',
      email: null,
      role: 'Member',
      teams: ['Public'],
      iam_principals: [],
      owners: [],
      purpose: null,
      labels: {},
      managed_by: null,
      created_at: time,
      created_by: 'admin@example.com',
      last_login: null,
      deleted_at: null,
      active_tokens: 0,
    });
  });

  it('returns the new person, without a token', async ({ workspace: { admin } }) => {
    const jane = { name: 'Jane Doe', user_type: 'Human', email: 'jane@example.com', role: 'Manager', teams: ['Data'] };
    const { status, body } = await admin.post('/api/users', jane);
    expect(status).toBe(201);
    expect(body).toMatchObject({ ...jane, user_id: 'jane@example.com', teams: ['Public', 'Data'] });
    expect(body).not.toHaveProperty('token');
  });

  it('creates the user and its first token together or not at all', async ({ workspace }) => {
    const { admin } = workspace;
    const token = { name: ' production ', expires_in_days: 30 };
    const { status, body } = await admin.post('/api/users', { name: 'With Token', role: 'Manager', token });
    expect(status).toBe(201);
    expect(body.token).toMatchObject({
      name: 'production',
      status: 'Active',
      bearer_token: expect.stringMatching(/^svc_/),
      user: { id: body.id, user_id: 'with_token@service', role: 'Manager' },
    });
    expect((await workspace.client(body.token.bearer_token).get('/api/me')).body.id).toBe(body.id);

    const before = (await admin.get('/api/user-tokens/service')).body.total;
    expect(await admin.post('/api/users', { name: 'With Token', token })).toMatchObject(problem(409, 'user_id_taken'));
    expect((await admin.get('/api/user-tokens/service')).body.total).toBe(before);
  });

  it('accepts an e-mail address only for a person, and a token only for a Service User', async ({
    workspace: { admin },
  }) => {
    const post = (body: object) => admin.post('/api/users', { name: 'Somebody', ...body });
    const email = 'somebody@example.com';
    const token = { name: 'first', expires_in_days: 1 };
    expect(await post({ user_type: 'Human' })).toMatchObject(invalid('email'));
    expect(await post({ email })).toMatchObject(invalid('email'));
    expect(await post({ user_type: 'Human', email, token })).toMatchObject(invalid('token'));
  });
});

describe('GET /api/users/{id}', () => {
  it('returns an active or deactivated user by id or user_id', async ({ workspace: { admin } }) => {
    const { body } = await admin.post('/api/users', { name: 'Found' });
    expect(await admin.get(`/api/users/${body.id}`)).toMatchObject({ status: 200, type: 'application/json', body });
    expect((await admin.get('/api/users/found@service')).body).toEqual(body);
    await admin.delete(`/api/users/${body.id}`);
    expect((await admin.get('/api/users/found@service')).body).toEqual({ ...body, deleted_at: time });
  });
});

describe('PUT /api/users/{id}', () => {
  it('changes only the given fields', async ({ workspace: { admin } }) => {
    const { body } = await admin.post('/api/users', { name: 'Before', role: 'Manager', teams: ['Data'] });
    const path = `/api/users/${body.id}`;
    expect(await admin.put(path, { name: ' After ' })).toMatchObject({ status: 200, body: { ...body, name: 'After' } });
    expect((await admin.put(path, { role: 'Member' })).body).toEqual({ ...body, name: 'After', role: 'Member' });
    const teams = ['Public', 'Ops'];
    const all = await admin.put(path, { name: 'Before', role: 'Manager', teams });
    expect(all.body).toEqual({ ...body, teams });
    expect((await admin.get(path)).body).toEqual(all.body);
  });

  it('writes nothing when the values are unchanged', async ({ workspace }) => {
    const { admin } = workspace;
    const { body } = await admin.post('/api/users', { name: 'Constant', role: 'Manager', teams: ['Data'] });
    const before = await workspace.items();
    for (const same of [{}, { name: 'Constant' }, { role: 'Manager', teams: ['Data', 'Public'] }]) {
      expect(await admin.put(`/api/users/${body.id}`, same)).toMatchObject({ status: 200, body });
    }
    expect(await workspace.items()).toEqual(before);
  });
});

describe('DELETE /api/users/{id} and POST /api/users/{id}/reactivate', () => {
  it('return no content and the user, and a repetition changes nothing', async ({ workspace }) => {
    const { admin } = workspace;
    const { body } = await admin.post('/api/users', { name: 'To And Fro' });
    const path = `/api/users/${body.id}`;

    expect(await admin.delete(path)).toMatchObject({ status: 204, body: undefined });
    const gone = await workspace.items();
    expect(await admin.delete(path)).toMatchObject({ status: 204, body: undefined });
    expect(await workspace.items()).toEqual(gone);

    const back = await admin.post(`${path}/reactivate`);
    expect(back).toMatchObject({ status: 200 });
    expect(back.body).toEqual(body);
    const active = await workspace.items();
    expect(await admin.post('/api/users/to_and_fro@service/reactivate')).toMatchObject({ status: 200, body });
    expect(await workspace.items()).toEqual(active);
  });
});

describe('POST /api/users/{id}/revoke-tokens', () => {
  it('revokes every active token, and returns their number', async ({ workspace }) => {
    const { admin } = workspace;
    const { user, token, client } = await workspace.serviceUser();
    const make = async (name: string) =>
      (await admin.post('/api/user-tokens', { name, user_id: user.id, expires_in_days: 1 })).body;
    const [second, third] = [await make('second'), await make('third')];
    await admin.put(`/api/user-tokens/${third.id}`, { revoke: true });

    const revoked = await admin.post(`/api/users/${user.id}/revoke-tokens`);

    expect(revoked).toMatchObject({ status: 200, type: 'application/json' });
    expect(revoked.body).toEqual({ revoked: 2 });
    expect((await client.get('/api/me')).status).toBe(401);
    const list = await admin.get(`/api/user-tokens/service?user_id=${user.id}`);
    const statuses = [token.id, second.id, third.id].map((id) => ({ id, status: 'Revoked' }));
    expect(list.body.items).toMatchObject(statuses);

    expect((await admin.post(`/api/users/${user.user_id}/revoke-tokens`)).body).toEqual({ revoked: 0 });
  });
});

it('every route returns 404 for an unknown user', async ({ workspace }) => {
  const { admin } = workspace;
  const before = await workspace.items();
  for (const id of [
    '999999',
    'nobody@service',
    '0',
    '-1',
    '1.0',
    '01',
    '1e0',
    '999999999999999999999',
    'null',
    '%20',
  ]) {
    const responses = await Promise.all([
      admin.get(`/api/users/${id}`),
      admin.put(`/api/users/${id}`, { name: 'Nobody' }),
      admin.delete(`/api/users/${id}`),
      admin.post(`/api/users/${id}/reactivate`),
      admin.post(`/api/users/${id}/revoke-tokens`),
    ]);
    for (const response of responses) expect([id, response]).toMatchObject([id, notFound]);
  }
  const token = { name: 'for nobody', user_id: 999_999, expires_in_days: 1 };
  expect(await admin.post('/api/user-tokens', token)).toMatchObject(notFound);
  expect(await workspace.items()).toEqual(before);
});

it('GET /api/me returns the caller as a user, and the type of its credential', async ({ workspace }) => {
  const machine = await workspace.serviceUser({ teams: ['Data'] });
  const { token: _, ...user } = machine.user;
  const me = await machine.client.get('/api/me');
  expect(me.body).toEqual({ ...user, last_login: time, authenticated_by: 'service_token' });
  const person = await workspace.person('Member');
  const seen = { ...person.user, last_login: time };
  expect((await person.client.get('/api/me')).body).toEqual({ ...seen, authenticated_by: 'personal_token' });
  expect((await person.session.get('/api/me')).body).toEqual({ ...seen, authenticated_by: 'oidc' });
});
