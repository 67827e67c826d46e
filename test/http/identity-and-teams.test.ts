// R4: the user_id of an account is derived once, is unique for ever, and identifies it. R5: Public is always included.
import { describe, expect } from 'vitest';
import { invalid, problem } from '../support/problem.ts';
import { itWithTeams } from '../support/workspace.ts';

const it = itWithTeams('Data', 'Ops', 'Old', 'Own');

describe('R4: the user_id', () => {
  it('of a Service User is derived from its name', async ({ workspace: { admin } }) => {
    for (const [name, user_id] of [
      ['Airflow Service User', 'airflow_service_user@service'],
      ['  dbt (Cloud) #1 ', 'dbt_cloud_1@service'],
      ['UPPER', 'upper@service'],
    ]) {
      expect(await admin.post('/api/users', { name })).toMatchObject({ status: 201, body: { user_id } });
    }
  });

  it('of a person is the e-mail address in lower case', async ({ workspace: { admin } }) => {
    const jane = { name: 'Jane', user_type: 'Human', email: 'Jane.Doe@Example.com' };
    const created = await admin.post('/api/users', jane);
    expect(created).toMatchObject({ status: 201, body: { user_id: 'jane.doe@example.com', email: jane.email } });
  });

  it('does not change on a rename, and finds the account like its id', async ({ workspace: { admin } }) => {
    const { body } = await admin.post('/api/users', { name: 'First Name' });
    const renamed = await admin.put(`/api/users/${body.user_id}`, { name: 'Second Name' });
    expect(renamed).toMatchObject({ status: 200, body: { name: 'Second Name', user_id: 'first_name@service' } });
    expect((await admin.get('/api/users/first_name@service')).body).toEqual(renamed.body);
    expect((await admin.get('/api/users/first_name%40service')).body).toEqual(renamed.body);
    expect((await admin.get(`/api/users/${body.id}`)).body).toEqual(renamed.body);
    expect(await admin.get('/api/users/second_name@service')).toMatchObject(problem(404, 'user_not_found'));
  });

  it('is taken for ever: by an equivalent name, after a rename, and after deactivation', async ({
    workspace: { admin },
  }) => {
    const { body } = await admin.post('/api/users', { name: 'Loader One' });
    const taken = problem(409, 'user_id_taken');
    expect(await admin.post('/api/users', { name: 'loader (one)' })).toMatchObject(taken);
    await admin.put(`/api/users/${body.id}`, { name: 'Loader Two' });
    expect(await admin.post('/api/users', { name: 'Loader One' })).toMatchObject(taken);
    await admin.delete(`/api/users/${body.id}`);
    expect(await admin.post('/api/users', { name: 'Loader One' })).toMatchObject(taken);
    const free = await admin.post('/api/users', { name: 'Loader Two' });
    expect(free).toMatchObject({ status: 201, body: { user_id: 'loader_two@service' } });
  });

  it('is taken by an e-mail address in any letter case', async ({ workspace: { admin } }) => {
    const person = (email: string) => admin.post('/api/users', { name: 'Some One', user_type: 'Human', email });
    expect(await person('some.one@example.com')).toMatchObject({ status: 201 });
    expect(await person('Some.One@EXAMPLE.com')).toMatchObject(problem(409, 'user_id_taken'));
  });

  it.for(['!!!', '___', '日本語'])('cannot be derived from %j', async (name, { workspace: { admin } }) => {
    expect(await admin.post('/api/users', { name })).toMatchObject(invalid('name'));
  });

  it('identifies the account in every response about it and in its audit entries', async ({ workspace }) => {
    const { user, token, client } = await workspace.serviceUser({ name: 'Marked', role: 'Admin' });
    const identity = { user_id: 'marked@service', user_type: 'Service' };
    const summary = { id: user.id, user_name: 'marked@service', email: null, name: 'Marked', role: 'Admin' };
    expect(token.user).toEqual({ ...summary, ...identity });
    expect((await client.get('/api/me')).body).toMatchObject(identity);
    await client.put('/api/users/marked@service', { name: 'Marked again' });
    const { body } = await workspace.admin.get('/api/audit-log?target=marked@service&size=1');
    expect(body.items[0]).toMatchObject({
      action: 'user.updated',
      target: 'marked@service',
      actor: { ...identity, authenticated_by: 'service_token' },
    });
  });
});

describe('R5: the teams of an account', () => {
  it('include Public from the start, and every team once', async ({ workspace: { admin } }) => {
    const created = await admin.post('/api/users', { name: 'Team Player', teams: ['data', 'Public'] });
    expect(created.body.teams).toEqual(['Public', 'Data']);
    expect((await admin.post('/api/users', { name: 'Loner' })).body.teams).toEqual(['Public']);
  });

  it('can be assigned later, and always include Public', async ({ workspace: { admin } }) => {
    const path = `/api/users/${(await admin.post('/api/users', { name: 'Late Joiner', teams: ['Old'] })).body.id}`;
    expect((await admin.put(path, { teams: ['Data', 'Ops'] })).body.teams).toEqual(['Public', 'Data', 'Ops']);
    expect((await admin.put(path, { name: 'Later Joiner' })).body.teams).toEqual(['Public', 'Data', 'Ops']);
    expect((await admin.put(path, { teams: [] })).body.teams).toEqual(['Public']);
    expect((await admin.get(path)).body.teams).toEqual(['Public']);
  });

  it('can be written back as they were read, up to the maximum number', async ({ workspace: { admin, teams } }) => {
    const names = Array.from({ length: 20 }, (_, number) => `Team of many ${number}`);
    await teams(...names);
    const { body } = await admin.post('/api/users', { name: 'In Many', teams: names });
    expect(body.teams).toEqual(['Public', ...names]);
    expect(await admin.put(`/api/users/${body.id}`, { teams: body.teams })).toMatchObject({ status: 200, body });
    expect((await admin.put(`/api/users/${body.id}`, { teams: [...body.teams, 'Data'] })).status).toBe(422);
  });
});
