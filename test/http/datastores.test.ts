// R5, R10: the teams of an account decide which datastores it reaches, from the next request on.
import { describe, expect } from 'vitest';
import type { HttpClient } from '../support/http-client.ts';
import { invalid, problem } from '../support/problem.ts';
import { itWithTeams } from '../support/workspace.ts';

const it = itWithTeams('Data', 'Ops');

const NOT_FOUND = { status: 404, body: { code: 'datastore_not_found' } };
const names = async (client: HttpClient, query = '') => {
  const { body } = await client.get(`/api/datastores?size=200${query}`);
  expect(body.total).toBe(body.items.length);
  return body.items.map(({ name }: { name: string }) => name);
};
const make = async (client: HttpClient, name: string, teams: string[]) =>
  (await client.post('/api/datastores', { name, teams })).body;

describe('a datastore', () => {
  it('can be created, read, changed and deleted by an Admin, with an audit entry each', async ({
    workspace: { admin },
  }) => {
    const made = await admin.post('/api/datastores', { name: 'Warehouse', teams: ['data', 'Public'] });
    expect(made).toMatchObject({ status: 201, body: { name: 'Warehouse', teams: ['Data', 'Public'] } });
    expect(Object.keys(made.body)).toEqual(['id', 'name', 'teams']);
    const path = `/api/datastores/${made.body.id}`;
    expect(await admin.get(path)).toMatchObject({ status: 200, body: made.body });
    const changed = await admin.put(path, { name: 'Lake', teams: ['Ops'] });
    expect(changed).toMatchObject({ status: 200, body: { name: 'Lake', teams: ['Ops'] } });
    expect(await admin.delete(path)).toMatchObject({ status: 204 });
    expect(await admin.get(path)).toMatchObject(NOT_FOUND);
    const { items } = (await admin.get(`/api/audit-log?target=datastore:${made.body.id}`)).body;
    expect(items.map(({ action }: { action: string }) => action)).toEqual([
      'datastore.deleted',
      'datastore.updated',
      'datastore.created',
    ]);
    expect(items[1].changes).toMatchObject({
      name: { from: 'Warehouse', to: 'Lake' },
      teams: { from: ['Data', 'Public'], to: ['Ops'] },
    });
  });

  it('has a unique name, and existing teams without duplicates', async ({ workspace: { admin, items } }) => {
    const { id } = await make(admin, 'Taken', []);
    const other = await make(admin, 'Not taken', ['Data']);
    const before = await items();
    expect(await admin.post('/api/datastores', { name: 'TAKEN' })).toMatchObject(problem(409, 'datastore_name_taken'));
    const rename = await admin.put(`/api/datastores/${other.id}`, { name: 'taken' });
    expect(rename).toMatchObject(problem(409, 'datastore_name_taken'));
    for (const [teams, path] of [
      [['Nobody'], 'teams.0'],
      [['Data', 'data'], 'teams'],
      [Array.from({ length: 21 }, (_, team) => `T${team}`), 'teams'],
    ] as const) {
      expect(await admin.post('/api/datastores', { name: 'New', teams })).toMatchObject(invalid(path));
      expect(await admin.put(`/api/datastores/${id}`, { teams })).toMatchObject(invalid(path));
    }
    const ofDatastores = (all: Record<string, unknown>[]) => all.filter(({ pk }) => String(pk).includes('DATASTORE'));
    expect(ofDatastores(await items())).toEqual(ofDatastores(before));
  });
});

describe('R5: an account reaches the datastores of its teams', () => {
  it('and no others: by id, in lists, and in totals', async ({ workspace }) => {
    const { admin, serviceUser, person } = workspace;
    const [data, ops, both, open, none] = [
      await make(admin, 'seen-1-data', ['Data']),
      await make(admin, 'seen-2-ops', ['Ops']),
      await make(admin, 'seen-3-both', ['Ops', 'Data']),
      await make(admin, 'seen-4-public', ['Public']),
      await make(admin, 'seen-5-none', []),
    ];
    const seen = async (client: HttpClient) => (await names(client)).filter((name: string) => name.startsWith('seen'));
    const all = [data, ops, both, open, none];
    const cases: [HttpClient, unknown[]][] = [
      [(await serviceUser({ teams: ['Data'] })).client, [data, both, open]],
      [(await serviceUser({ teams: ['Data', 'Ops'] })).client, [data, ops, both, open]],
      [(await serviceUser()).client, [open]],
      [(await person('Manager', { teams: ['Ops'] })).client, [ops, both, open]],
      [(await person('Admin')).client, all],
      [(await serviceUser({ role: 'Admin' })).client, all],
    ];
    for (const [client, reached] of cases) {
      expect(await seen(client)).toEqual((reached as { name: string }[]).map(({ name }) => name));
      for (const store of all) {
        const response = await client.get(`/api/datastores/${store.id}`);
        expect(response).toMatchObject(reached.includes(store) ? { status: 200, body: store } : NOT_FOUND);
      }
    }
  });

  it('R10: from the next request on, after a change of the account or the datastore', async ({
    workspace: { admin, serviceUser },
  }) => {
    const { user, client } = await serviceUser();
    const store = await make(admin, 'Gained and lost', ['Data']);
    const path = `/api/datastores/${store.id}`;
    const reaches = async (expected: boolean) => {
      expect((await client.get(path)).status).toBe(expected ? 200 : 404);
      expect((await names(client)).includes(store.name)).toBe(expected);
    };
    for (let round = 0; round < 5; round += 1) {
      await reaches(false);
      await admin.put(`/api/users/${user.id}`, { teams: ['Data'] });
      await reaches(true);
      await admin.put(path, { teams: ['Ops'] });
      await reaches(false);
      await admin.put(path, { teams: ['Data', 'Ops'] });
      await reaches(true);
      await admin.put(`/api/users/${user.id}`, { teams: [] });
      await reaches(false);
      await admin.put(`/api/users/${user.id}`, { role: 'Admin' });
      await reaches(true);
      await admin.put(`/api/users/${user.id}`, { role: 'Member' });
      await admin.put(path, { teams: ['Data'] });
    }
  });

  it('and lists each datastore of several teams once', async ({ workspace: { admin, serviceUser } }) => {
    for (let number = 10; number < 30; number += 1) {
      await make(admin, `walked-${number}`, [['Data'], ['Ops'], ['Data', 'Ops'], ['Ops', 'Public']][number % 4] ?? []);
    }
    const { client } = await serviceUser({ teams: ['Data', 'Ops'] });
    const expected = await names(client);
    for (const size of [1, 3, 7]) {
      const walked: string[] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const { body } = await client.get(`/api/datastores?size=${size}${cursor && `&cursor=${cursor}`}`);
        walked.push(...body.items.map(({ name }: { name: string }) => name));
        cursor = body.next_cursor;
      }
      expect(walked).toEqual(expected);
      const { body } = await client.get(`/api/datastores?size=${size}&page=2`);
      expect(body.items.map(({ name }: { name: string }) => name)).toEqual(expected.slice(size, 2 * size));
      expect(body.total).toBe(expected.length);
      const found = (await client.get(`/api/datastores?size=${size}&name=KED-1`)).body;
      expect(found.items.map(({ name }: { name: string }) => name)).toEqual(
        expected.filter((name: string) => name.includes('ked-1')).slice(0, size),
      );
      expect(found.total).toBeNull();
    }
  });
});

describe('a Manager', () => {
  it('may write datastores that they reach, with teams that they are a member of', async ({ workspace }) => {
    const { admin, person, violations } = workspace;
    const { client } = await person('Manager', { teams: ['Data'] });
    const own = await client.post('/api/datastores', { name: 'Own', teams: ['Data', 'Public'] });
    expect(own).toMatchObject({ status: 201, body: { teams: ['Data', 'Public'] } });
    const foreign = await make(admin, 'Foreign', ['Ops']);
    const shared = await make(admin, 'Shared', ['Ops', 'Data']);

    const notYours = { status: 403, body: { code: 'team_not_yours' } };
    expect(await client.post('/api/datastores', { name: 'Stolen', teams: ['Data', 'Ops'] })).toMatchObject(notYours);
    expect(await client.put(`/api/datastores/${own.body.id}`, { teams: ['Ops'] })).toMatchObject(notYours);
    expect(await client.post('/api/datastores', { name: 'Nobody' })).toMatchObject(invalid('teams'));
    expect(await client.put(`/api/datastores/${own.body.id}`, { teams: [] })).toMatchObject(invalid('teams'));
    expect(await client.put(`/api/datastores/${foreign.id}`, { name: 'Mine' })).toMatchObject(NOT_FOUND);
    expect(await client.delete(`/api/datastores/${foreign.id}`)).toMatchObject(NOT_FOUND);

    const path = `/api/datastores/${shared.id}`;
    expect(await client.put(path, { name: 'Still shared', teams: ['Ops', 'Data', 'Public'] })).toMatchObject({
      status: 200,
    });
    expect(await client.put(path, { teams: ['Data'] })).toMatchObject({ status: 200, body: { teams: ['Data'] } });
    expect(await client.delete(path)).toMatchObject({ status: 204 });
    expect(await violations()).toEqual([]);
  });

  it('may write, but a Member of the same team may not', async ({ workspace: { admin, serviceUser } }) => {
    const { client } = await serviceUser({ teams: ['Data'] });
    const { id } = await make(admin, 'Read only', ['Data']);
    for (const response of [
      await client.post('/api/datastores', { name: 'Mine', teams: ['Data'] }),
      await client.put(`/api/datastores/${id}`, { name: 'Mine' }),
      await client.delete(`/api/datastores/${id}`),
    ]) {
      expect(response).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    }
  });
});

describe('concurrent changes', () => {
  it('leave a datastore and an account with the teams of one change, in lists and counts too', async ({
    workspace,
  }) => {
    const { admin, serviceUser, violations } = workspace;
    const { user } = await serviceUser();
    const store = await make(admin, 'Pulled', []);
    const wanted = [[], ['Data'], ['Ops'], ['Data', 'Ops'], ['Public', 'Data']];
    for (let round = 0; round < 6; round += 1) {
      const responses = await Promise.all(
        wanted.flatMap((teams, index) => [
          admin.put(`/api/datastores/${store.id}`, { name: `Pulled ${round}.${index}`, teams }),
          admin.put(`/api/users/${user.id}`, { name: `Pulled ${round}.${index}`, teams }),
        ]),
      );
      expect(new Set(responses.map(({ status }) => status))).toEqual(new Set([200]));
      expect(await violations()).toEqual([]);
    }
  });

  it('that delete a datastore leave no item of it', async ({ workspace: { admin, violations } }) => {
    for (let round = 0; round < 6; round += 1) {
      const { id } = await make(admin, `Doomed ${round}`, ['Data']);
      const path = `/api/datastores/${id}`;
      const statuses = await Promise.all([
        admin.delete(path),
        admin.put(path, { teams: ['Ops', 'Data'] }),
        admin.put(path, { name: `Moved ${round}` }),
        admin.delete(path),
      ]);
      expect(statuses.map(({ status }) => status).filter((status) => status === 204)).toHaveLength(1);
      expect(await admin.get(path)).toMatchObject(NOT_FOUND);
    }
    expect(await violations()).toEqual([]);
  });
});

describe('a rename concurrent with other requests', () => {
  it('of a team never adds it to a datastore twice', async ({ workspace: { admin, teams, violations } }) => {
    const [team] = await teams('Flickers A');
    const store = await make(admin, 'Flickering', []);
    for (let round = 0; round < 15; round += 1) {
      const name = ['Flickers C', 'Flickers A'][round % 2];
      const [renamed, ...changed] = await Promise.all([
        admin.put(`/api/teams/${team.id}`, { name }),
        ...[0, 1, 2].map(() => admin.put(`/api/datastores/${store.id}`, { teams: ['Flickers A', 'Flickers C'] })),
      ]);
      expect(renamed?.status).toBe(200);
      for (const { status, body } of changed) {
        expect([200, 422]).toContain(status);
        if (status === 200) expect(body.teams).toHaveLength(1);
      }
      await admin.put(`/api/datastores/${store.id}`, { teams: [] });
    }
    expect(await violations()).toEqual([]);
  });

  it('of a datastore never fails a list, and never lists it twice', async ({ workspace: { admin, serviceUser } }) => {
    const { client } = await serviceUser({ teams: ['Data', 'Ops'] });
    const moving = await make(admin, 'a moving one', ['Data', 'Ops', 'Public']);
    const lists = [];
    for (let round = 0; round < 25; round += 1) {
      const name = `${'az'[round % 2]} moving one`;
      const [, ...listed] = await Promise.all([
        admin.put(`/api/datastores/${moving.id}`, { name }),
        ...[0, 1, 2].map(() => client.get('/api/datastores?size=200')),
      ]);
      lists.push(...listed);
    }
    for (const { status, body } of lists) {
      expect(status).toBe(200);
      const ids = body.items.map(({ id }: { id: number }) => id);
      expect(new Set(ids).size).toBe(ids.length);
    }
  });
});
