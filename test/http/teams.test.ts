// Teams: their names, their usage, renames, and concurrent changes.
import { describe, expect } from 'vitest';
import { invalid, problem } from '../support/problem.ts';
import { it } from '../support/workspace.ts';

describe('a team', () => {
  it('can be created, read, changed, listed and deleted by an Admin', async ({ workspace: { admin } }) => {
    const made = await admin.post('/api/teams', { name: ' Zeta ', description: 'last' });
    const { id } = made.body;
    expect(made).toMatchObject({ status: 201, body: { id: expect.any(Number), name: 'Zeta', description: 'last' } });
    expect(Object.keys(made.body)).toEqual(['id', 'name', 'description']);
    const path = `/api/teams/${id}`;
    expect(await admin.get(path)).toMatchObject({ status: 200, body: made.body });
    expect(await admin.put(path, { description: 'still last' })).toMatchObject({
      status: 200,
      body: { id, name: 'Zeta', description: 'still last' },
    });
    await admin.post('/api/teams', { name: 'alpha' });
    const { body } = await admin.get('/api/teams');
    expect(body.items.map(({ name }: { name: string }) => name)).toEqual(['alpha', 'Public', 'Zeta']);
    expect(body).toMatchObject({ total: 3, page: 1, size: 50, next_cursor: null });
    const found = (await admin.get('/api/teams?name=ET')).body;
    expect(found).toMatchObject({ items: [{ id, name: 'Zeta' }], total: null, next_cursor: null });
    expect(await admin.delete(path)).toMatchObject({ status: 204 });
    expect(await admin.get(path)).toMatchObject({ status: 404, body: { code: 'team_not_found' } });
    expect((await admin.get('/api/teams')).body.total).toBe(2);
    // The name can be used again, the id cannot.
    expect((await admin.post('/api/teams', { name: 'Zeta' })).body.id).toBeGreaterThan(id);
  });

  it('has a unique name, compared without letter case', async ({ workspace: { admin, teams } }) => {
    const [first, second] = await teams('Unique', 'Other');
    expect(await admin.post('/api/teams', { name: 'uNIQUE' })).toMatchObject(problem(409, 'team_name_taken'));
    expect(await admin.put(`/api/teams/${second.id}`, { name: 'UNIQUE' })).toMatchObject(
      problem(409, 'team_name_taken'),
    );
    expect(await admin.put(`/api/teams/${first.id}`, { name: 'UNIQUE' })).toMatchObject({ body: { name: 'UNIQUE' } });
  });

  it('is created once by concurrent requests with the same name', async ({ workspace }) => {
    const names = ['Raced', 'raced', 'RACED', 'rAced'];
    const responses = await Promise.all(names.map((name) => workspace.admin.post('/api/teams', { name })));
    expect(responses.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409]);
    expect(await workspace.violations()).toEqual([]);
  });

  it('can be read by every account, and written by Admins only', async ({
    workspace: { person, serviceUser, anonymous },
  }) => {
    for (const { client } of [await person('Manager'), await serviceUser()]) {
      expect((await client.get('/api/teams')).status).toBe(200);
      expect((await client.get('/api/teams/1')).body).toMatchObject({ name: 'Public' });
      for (const response of [
        await client.post('/api/teams', { name: 'Mine' }),
        await client.put('/api/teams/1', { name: 'Mine' }),
        await client.delete('/api/teams/1'),
      ]) {
        expect(response.status).toBe(403);
      }
    }
    expect((await anonymous.get('/api/teams')).status).toBe(401);
  });

  it('keeps one name after concurrent renames, and releases the others', async ({ workspace }) => {
    const { admin, teams, violations } = workspace;
    const [{ id }] = await teams('Renamed by many');
    for (let round = 0; round < 4; round += 1) {
      const changes = [0, 1, 2, 3].map((index) => ({ name: `Many ${round}.${index}`, description: `${index}` }));
      await Promise.all(changes.map((change) => admin.put(`/api/teams/${id}`, change)));
      expect(await violations()).toEqual([]);
    }
  });

  it('R12: has an audit entry for each change', async ({ workspace: { admin, teams } }) => {
    const [{ id }] = await teams('Audited');
    await admin.put(`/api/teams/${id}`, { name: 'Renamed' });
    await admin.put(`/api/teams/${id}`, { name: 'Renamed' });
    await admin.delete(`/api/teams/${id}`);
    const { items } = (await admin.get(`/api/audit-log?target=team:${id}`)).body;
    expect(items.map(({ action }: { action: string }) => action)).toEqual([
      'team.deleted',
      'team.updated',
      'team.created',
    ]);
    expect(items[1].changes).toEqual({ name: { from: 'Audited', to: 'Renamed' } });
  });
});

describe('Public', () => {
  it('cannot be renamed, changed or deleted', async ({ workspace: { admin } }) => {
    for (const change of [{ name: 'Everyone' }, { description: 'x' }]) {
      expect(await admin.put('/api/teams/1', change)).toMatchObject(problem(400, 'public_team'));
    }
    expect(await admin.delete('/api/teams/1')).toMatchObject(problem(400, 'public_team'));
    expect((await admin.get('/api/teams/1')).body).toMatchObject({ id: 1, name: 'Public' });
  });

  it.for(['Public', 'public', ' Public ', 'PUBLIC'])(
    '%j cannot be the name of another team',
    async (name, { workspace }) => {
      const { admin, teams } = workspace;
      const [other] = await teams(`Not ${name}`);
      expect(await admin.post('/api/teams', { name })).toMatchObject(invalid('name'));
      expect(await admin.put(`/api/teams/${other.id}`, { name })).toMatchObject(invalid('name'));
    },
  );
});

describe('a team in use', () => {
  it('is found by its name without letter case, and unknown names are refused', async ({
    workspace: { admin, teams },
  }) => {
    await teams('Known');
    const unknown = await admin.post('/api/users', { name: 'Lost', teams: ['KNOWN', 'Unheard Of'] });
    expect(unknown).toMatchObject(invalid('teams.1'));
    expect(unknown.body.errors[0].message).toContain('Unheard Of');
    expect((await admin.get('/api/users/lost@service')).status).toBe(404);
    const { body } = await admin.post('/api/users', { name: 'Found', teams: ['kNOWN'] });
    expect(body.teams).toEqual(['Public', 'Known']);
    expect(await admin.put(`/api/users/${body.id}`, { teams: ['Unheard Of'] })).toMatchObject(invalid('teams.0'));
  });

  it('keeps its members on a rename, and every response has the new name', async ({ workspace }) => {
    const { admin, teams, serviceUser } = workspace;
    const [team] = await teams('Before Rename');
    const { user, client } = await serviceUser({ teams: ['Before Rename'] });
    const { body: store } = await admin.post('/api/datastores', { name: 'Kept', teams: ['Before Rename'] });
    await admin.put(`/api/teams/${team.id}`, { name: 'After Rename' });
    const renamed = ['Public', 'After Rename'];
    expect((await client.get('/api/me')).body.teams).toEqual(renamed);
    expect((await admin.get(`/api/users/${user.id}`)).body.teams).toEqual(renamed);
    expect((await admin.get('/api/users?team=after%20rename')).body.items).toMatchObject([
      { id: user.id, teams: renamed },
    ]);
    expect((await client.get(`/api/datastores/${store.id}`)).body.teams).toEqual(['After Rename']);
    expect(await admin.get('/api/users?team=Before%20Rename')).toMatchObject(invalid('team'));
  });

  it('cannot be deleted while a user, a deactivated user or a datastore uses it', async ({ workspace }) => {
    const { admin, teams, violations } = workspace;
    const [team] = await teams('In Use');
    const path = `/api/teams/${team.id}`;
    const { body: user } = await admin.post('/api/users', { name: 'User of it', teams: ['In Use'] });
    const { body: store } = await admin.post('/api/datastores', { name: 'Store of it', teams: ['In Use'] });
    expect(await admin.delete(path)).toMatchObject(problem(400, 'team_in_use'));
    await admin.delete(`/api/users/${user.id}`);
    expect(await admin.delete(path)).toMatchObject(problem(400, 'team_in_use'));
    await admin.put(`/api/users/${user.id}`, { teams: [] });
    expect(await admin.delete(path)).toMatchObject(problem(400, 'team_in_use'));
    await admin.delete(`/api/datastores/${store.id}`);
    expect(await admin.delete(path)).toMatchObject({ status: 204 });
    expect(await violations()).toEqual([]);
  });

  it('cannot be deleted while an account joins it concurrently', async ({ workspace }) => {
    const { admin, teams, violations } = workspace;
    for (let round = 0; round < 12; round += 1) {
      const [team] = await teams(`Raced for ${round}`);
      const [deleted, user, store] = await Promise.all([
        admin.delete(`/api/teams/${team.id}`),
        admin.post('/api/users', { name: `Joiner ${round}`, teams: [team.name] }),
        admin.post('/api/datastores', { name: `Joiner ${round}`, teams: [team.name] }),
      ]);
      const joined = [user, store].some(({ status }) => status === 201);
      expect(deleted.status).toBe(joined ? 400 : 204);
      for (const { status } of [user, store]) expect([201, 422]).toContain(status);
    }
    expect(await violations()).toEqual([]);
  });
});
