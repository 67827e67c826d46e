// GET /api/users: filters, orders, pages and cursors.
import { describe, expect } from 'vitest';
import type { HttpClient } from '../support/http-client.ts';
import { invalid } from '../support/problem.ts';
import { it as base } from '../support/workspace.ts';

/** The users besides the first Admin, in the order of their creation. */
const it = base.extend('people', { scope: 'file', auto: true }, async ({ workspace: { admin, client, teams } }) => {
  await teams('Data', 'Ops');
  const post = async (body: object) => (await admin.post('/api/users', body)).body;
  const token = { name: 'first', expires_in_days: 1 };
  const users = {
    dbt: await post({ name: 'dbt', role: 'Manager', teams: ['Data'], token }),
    airflow: await post({ name: 'Airflow', teams: ['Data', 'Ops'] }),
    zoe: await post({ name: 'Zoe', user_type: 'Human', email: 'zoe@example.com', role: 'Manager' }),
    backup: await post({ name: 'backup', role: 'Admin', teams: ['Ops'], token }),
    gone: await post({ name: 'gone', role: 'Manager', teams: ['Data'] }),
  };
  await admin.delete(`/api/users/${users.gone.id}`);
  await client(users.backup.token.bearer_token).get('/api/me');
  await client(users.dbt.token.bearer_token).get('/api/me');
  return users;
});

const ADMIN = 'admin@example.com';
const names = async (admin: HttpClient, query: string) => {
  const { status, body } = await admin.get(`/api/users?${query}`);
  // A part of a name has no total.
  expect([status, body.total, query]).toEqual([200, query.includes('name=') ? null : body.items.length, query]);
  return body.items.map(({ name }: { name: string }) => name);
};

describe('GET /api/users', () => {
  it('lists active users by name without letter case, each as GET /api/users/{id} returns it', async ({
    workspace: { admin },
    people,
  }) => {
    const list = await admin.get('/api/users');
    expect(list).toMatchObject({ status: 200, type: 'application/json' });
    expect(list.body).toEqual({ items: expect.any(Array), total: 5, page: 1, size: 50, next_cursor: null });
    expect(list.body.items.map(({ name }: { name: string }) => name)).toEqual([
      ADMIN,
      'Airflow',
      'backup',
      'dbt',
      'Zoe',
    ]);
    expect(list.body.items[1]).toEqual((await admin.get(`/api/users/${people.airflow.id}`)).body);
  });

  it('counts the active tokens of Service Users; R9: not those of people', async ({ workspace: { admin }, people }) => {
    await admin.post(`/api/users/${people.backup.id}/revoke-tokens`);
    const { items } = (await admin.get('/api/users')).body;
    expect(items.map(({ active_tokens }: { active_tokens: number | null }) => active_tokens)).toEqual([
      null,
      0,
      0,
      1,
      null,
    ]);
  });

  it('filters by type, part of the name, role and team, separately and combined', async ({ workspace: { admin } }) => {
    expect(await names(admin, 'type=Human')).toEqual([ADMIN, 'Zoe']);
    expect(await names(admin, 'type=Service')).toEqual(['Airflow', 'backup', 'dbt']);
    expect(await names(admin, 'name=A')).toEqual([ADMIN, 'Airflow', 'backup']);
    expect(await names(admin, 'name=%20')).toEqual([]);
    expect(await names(admin, 'role=Manager')).toEqual(['dbt', 'Zoe']);
    expect(await names(admin, 'team=Ops')).toEqual(['Airflow', 'backup']);
    expect(await names(admin, 'team=Public')).toEqual([ADMIN, 'Airflow', 'backup', 'dbt', 'Zoe']);
    expect(await names(admin, 'team=ops')).toEqual(['Airflow', 'backup']);
    expect(await admin.get('/api/users?team=Nobody')).toMatchObject(invalid('team'));
    expect(await names(admin, 'type=Service&role=Manager&team=Data&name=BT')).toEqual(['dbt']);
    expect(await names(admin, 'include_deleted=true')).toEqual([ADMIN, 'Airflow', 'backup', 'dbt', 'gone', 'Zoe']);
    expect(await names(admin, 'include_deleted=true&team=Data&role=Manager')).toEqual(['dbt', 'gone']);
    expect(await names(admin, 'include_deleted=false&name=gone')).toEqual([]);
    expect(await names(admin, 'only_deleted=true')).toEqual(['gone']);
    expect((await admin.get('/api/users?only_deleted=true')).body.total).toBe(1);
    expect(await names(admin, 'only_deleted=true&sort=last_login')).toEqual(['gone']);
  });

  it('sorts by name, creation, role and last login, in both directions', async ({ workspace: { admin } }) => {
    const orders = {
      name: [ADMIN, 'Airflow', 'backup', 'dbt', 'Zoe'],
      created: [ADMIN, 'dbt', 'Airflow', 'Zoe', 'backup'],
      role: [ADMIN, 'backup', 'dbt', 'Zoe', 'Airflow'],
      // The Admin logs in when the workspace starts.
      last_login: ['Airflow', 'Zoe', ADMIN, 'backup', 'dbt'],
    };
    for (const [sort, expected] of Object.entries(orders)) {
      expect([sort, await names(admin, `sort=${sort}`)]).toEqual([sort, expected]);
      expect(await names(admin, `sort=${sort}&sort_dir=asc`)).toEqual(expected);
      expect(await names(admin, `sort=${sort}&sort_dir=desc`)).toEqual(expected.toReversed());
    }
  });

  it('shows a rename, a change of role and a reactivation immediately', async ({
    workspace: { admin },
    people: { airflow },
  }) => {
    const path = `/api/users/${airflow.id}`;
    await admin.put(path, { name: 'zzz', role: 'Admin' });
    expect((await names(admin, '')).at(-1)).toBe('zzz');
    expect((await names(admin, 'sort=role')).slice(0, 3)).toEqual([ADMIN, 'backup', 'zzz']);
    await admin.delete(path);
    expect(await names(admin, 'name=zzz')).toEqual([]);
    await admin.post(`${path}/reactivate`);
    await admin.put(path, { name: 'Airflow', role: 'Member' });
    expect(await names(admin, 'name=airflow')).toEqual(['Airflow']);
  });

  it('returns pages by number with the total, and an empty page after the end', async ({ workspace: { admin } }) => {
    const page = async (number: number) => (await admin.get(`/api/users?size=2&page=${number}`)).body;
    const cursor = expect.any(String);
    expect(await page(1)).toMatchObject({ items: [{}, {}], total: 5, page: 1, size: 2, next_cursor: cursor });
    expect(await page(2)).toMatchObject({ items: [{ name: 'backup' }, { name: 'dbt' }], page: 2, next_cursor: cursor });
    expect(await page(3)).toMatchObject({ items: [{ name: 'Zoe' }], total: 5, page: 3, next_cursor: null });
    expect(await page(4)).toMatchObject({ items: [], total: 5, page: 4, next_cursor: null });
    expect(await page(5000)).toMatchObject({ items: [], total: 5 });
    expect(await admin.get('/api/users?size=2&page=5001')).toMatchObject(invalid('page'));
  });

  it('walks by cursor to the end with every filter and order', async ({ workspace: { admin } }) => {
    for (const query of ['', 'type=Service', 'name=a&sort=created', 'include_deleted=true&sort=role&sort_dir=desc']) {
      const walked: string[] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const from: string = cursor === '' ? '' : `&cursor=${cursor}`;
        const { body } = await admin.get(`/api/users?${query}&size=2${from}`);
        walked.push(...body.items.map(({ name }: { name: string }) => name));
        cursor = body.next_cursor;
      }
      expect([query, walked]).toEqual([query, await names(admin, query)]);
    }
  });

  it('refuses a cursor of another list, and a forged cursor', async ({ workspace: { admin } }) => {
    const { next_cursor } = (await admin.get('/api/users?size=1')).body;
    for (const query of [
      `cursor=${next_cursor}&sort=role`,
      `cursor=${next_cursor}&type=Human`,
      `cursor=${next_cursor}0`,
      'cursor=nonsense',
    ]) {
      expect(await admin.get(`/api/users?${query}`)).toMatchObject(invalid('cursor'));
    }
    expect(await admin.get(`/api/audit-log?cursor=${next_cursor}`)).toMatchObject(invalid('cursor'));
  });
});

describe('names in all scripts and lengths', () => {
  it('are found by a filter, and listed by cursor', async ({ workspace: { admin } }) => {
    const make = async (name: string) => (await admin.post('/api/users', { name, role: 'Manager' })).body.id;
    const found = async (query: string) =>
      (await admin.get(`/api/users?${query}`)).body.items.map(({ id }: { id: number }) => id);
    const cafe = await make('Caf\u00e9 x1');
    expect(await found('name=CAFE%CC%81')).toEqual([cafe]);
    const greek = await make('\u03a3\u039f\u03a6\u039f\u03a3\u0391 x2');
    expect(await found(`name=${encodeURIComponent('\u03a3\u039f\u03a6\u039f\u03a3')}`)).toEqual([greek]);
    const last = await make('\u{10FFFD}a x3');
    expect(await found(`role=Manager&sort=name&name=${encodeURIComponent('\u{10FFFD}a')}`)).toEqual([last]);
    const long = [await make(`long4${'\u6f22'.repeat(250)}`), await make(`long5${'\u6f22'.repeat(250)}`)];
    const first = (await admin.get('/api/users?name=long&size=1&sort=role')).body;
    const second = (await admin.get(`/api/users?name=long&size=1&sort=role&cursor=${first.next_cursor}`)).body;
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(long);
    // 88 characters that are three times as long after normalization, and so fill a name.
    await make(`swells6 ${'\u{1D160}'.repeat(80)}`);
    expect(await found('name=swells6')).toHaveLength(1);
  });
});
