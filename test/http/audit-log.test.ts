// R12: every change writes its audit entries, nothing else writes one, and no route changes an entry.
import { describe, expect } from 'vitest';
import type { ApiResponse } from '../support/api-response.ts';
import type { HttpClient } from '../support/http-client.ts';
import { invalid } from '../support/problem.ts';
import { it as base, type Workspace } from '../support/workspace.ts';

type Entry = ApiResponse['body'];
const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

const it = base.extend('pipeline', { scope: 'file', auto: true }, async ({ workspace }) => {
  await workspace.teams('Data');
  return workspace.serviceUser();
});

/** The entries that `act` made, oldest first. */
async function entriesOf({ items }: Workspace, act: () => Promise<unknown>): Promise<Entry[]> {
  const entries = async () => (await items()).filter(({ pk }) => pk === 'AUDIT_LOG');
  const before = new Set((await entries()).map(({ sk }) => sk));
  await act();
  return (await entries()).filter(({ sk }) => !before.has(sk));
}

const list = async (admin: HttpClient, query = '') => {
  const { status, body } = await admin.get(`/api/audit-log?${query}`);
  expect([status, query]).toEqual([200, query]);
  return body;
};

describe('R12: each change writes one entry', () => {
  it('with its action, its target, and the old and new value of each changed field', async ({ workspace }) => {
    const { admin } = workspace;
    const { user, token } = await workspace.serviceUser();
    const path = `/api/users/${user.id}`;
    const [field, tokenPath] = [`tokens.${token.id}`, `/api/user-tokens/${token.id}`];
    const revoked = { [`${field}.revoked_at`]: { from: null, to: time } };
    const record = { name: 'first', hint: token.hint, expiration: token.expiration };
    const steps: [string, () => Promise<ApiResponse>, Record<string, unknown>][] = [
      ['token.revoked', () => admin.put(tokenPath, { revoke: true }), revoked],
      [
        'token.restored',
        () => admin.put(tokenPath, { revoke: false }),
        { [`${field}.revoked_at`]: { from: time, to: null }, [`${field}.restored_at`]: { from: null, to: time } },
      ],
      [
        'user.updated',
        () => admin.put(path, { role: 'Manager', teams: ['Data'] }),
        {
          role: { from: 'Member', to: 'Manager' },
          teams: { from: ['Public'], to: ['Public', 'Data'] },
          team_ids: { from: [1], to: [1, 2] },
        },
      ],
      [
        'user.tokens_revoked',
        () => admin.post(`${path}/revoke-tokens`),
        { ...revoked, sessions_ended_at: { from: null, to: time } },
      ],
      [
        'token.deleted',
        () => admin.delete(tokenPath),
        { [field]: { from: { ...record, revoked_at: time }, to: null } },
      ],
      [
        'user.deactivated',
        () => admin.delete(path),
        { deleted_at: { from: null, to: time }, sessions_ended_at: { from: time, to: time } },
      ],
      ['user.reactivated', () => admin.post(`${path}/reactivate`), { deleted_at: { from: time, to: null } }],
    ];
    for (const [action, act, changes] of steps) {
      const entries = await entriesOf(workspace, act);
      expect([action, entries]).toMatchObject([action, [{ action, target: user.user_id, changes }]]);
      expect(Object.keys(entries[0].changes).sort()).toEqual(Object.keys(changes).sort());
    }
  });

  it('for a user and one for its first token', async ({ workspace }) => {
    const { admin } = workspace;
    const token = { name: 'first', expires_in_days: 30 };
    let created: ApiResponse['body'];
    const entries = await entriesOf(workspace, async () => {
      created = (await admin.post('/api/users', { name: 'Two Entries', role: 'Manager', token })).body;
    });
    const target = 'two_entries@service';
    const shown = { name: 'first', hint: created.token.hint, lifetime_days: 30, revoked_at: null };
    expect(entries).toMatchObject([
      { action: 'user.created', target, changes: { name: { from: null, to: 'Two Entries' }, role: { to: 'Manager' } } },
      { action: 'token.created', target, changes: { [`tokens.${created.token.id}`]: { from: null, to: shown } } },
    ]);
    expect(Object.keys(entries[1].changes)).toHaveLength(1);

    const second = { name: 'second', user_id: created.id, expires_in_days: 1 };
    const one = await entriesOf(workspace, () => admin.post('/api/user-tokens', second));
    expect(one).toMatchObject([{ action: 'token.created', target }]);
  });

  it('with the actor, the type of credential, the source address and the request id', async ({ workspace }) => {
    const machine = await workspace.serviceUser({ role: 'Admin' });
    const human = await workspace.person('Admin');
    for (const [{ user, client }, authenticated_by] of [
      [machine, 'service_token'],
      [human, 'personal_token'],
    ] as const) {
      const [entry] = await entriesOf(workspace, () => client.post('/api/users', { name: `Made by ${user.name}` }));
      expect(entry).toMatchObject({
        at: time,
        actor: { user_id: user.user_id, user_type: user.user_type, authenticated_by },
        source_ip: '127.0.0.1',
        request_id: expect.stringMatching(/^[\w-]{10,}$/),
      });
      expect(workspace.logs()).toContain(entry.request_id);
    }
    await workspace.admin.delete(`/api/users/${human.user.id}`);
  });
});

it('R12: a refused request writes no entry', async ({ workspace, pipeline: { user, token, client } }) => {
  const { admin } = workspace;
  const entries = await entriesOf(workspace, async () => {
    const refused = await Promise.all([
      admin.delete(`/api/users/${user.id}`),
      admin.delete(`/api/user-tokens/${token.id}`),
      admin.post('/api/users', { name: user.name }),
      admin.post('/api/user-tokens', { name: 'first', user_id: user.id, expires_in_days: 1 }),
      admin.put(`/api/users/${(await admin.get('/api/me')).body.id}`, { role: 'Member' }),
      admin.put('/api/users/999999', { role: 'Member' }),
      client.post('/api/users', { name: 'Not allowed' }),
      admin.post('/api/users', { name: '' }),
      workspace.anonymous.post('/api/users', { name: 'Unknown' }),
    ]);
    for (const { status } of refused) expect(status).toBeGreaterThanOrEqual(400);
  });
  expect(entries).toEqual([]);
});

it('R12: the use of a token writes no entry', async ({ workspace }) => {
  const { client } = await workspace.serviceUser();
  expect(await entriesOf(workspace, () => client.get('/api/me'))).toEqual([]);
});

it('R12: the creation of the first Admin has an entry with the actor "deployment"', async ({
  workspace: { admin },
}) => {
  const { items } = await list(admin, 'target=admin@example.com&action=user.created');
  const deployment = { user_id: 'system', user_type: 'System', authenticated_by: 'deployment' };
  expect(items).toMatchObject([{ actor: deployment, changes: { role: { from: null, to: 'Admin' } } }]);
});

it('R12: no route creates, changes or deletes an entry', async ({ workspace }) => {
  const { admin } = workspace;
  const { items } = await list(admin, 'size=1');
  const before = await workspace.items();
  for (const path of ['/api/audit-log', `/api/audit-log/${items[0].id}`]) {
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
      expect(await admin.request(method, path, {})).toMatchObject({ status: 404, body: { message: 'Not Found' } });
    }
  }
  expect(await workspace.items()).toEqual(before);
});

describe('GET /api/audit-log', () => {
  it('returns complete entries, newest first, without a total, by cursor', async ({ workspace }) => {
    const { admin } = workspace;
    const { user } = await workspace.serviceUser();
    const page = await list(admin, 'size=2');
    expect(page).toMatchObject({ total: null, page: 1, size: 2, next_cursor: expect.any(String) });
    expect(await list(admin, 'size=2&cursor=*')).toEqual({ ...page, page: null });
    expect((await list(admin, 'size=2&page=2')).items).toEqual(
      (await list(admin, `size=2&cursor=${page.next_cursor}`)).items,
    );
    expect(page.items).toMatchObject([{ action: 'token.created' }, { action: 'user.created', target: user.user_id }]);
    for (const entry of page.items) {
      expect(Object.keys(entry).sort()).toEqual(
        ['id', 'at', 'actor', 'action', 'target', 'changes', 'request_id', 'source_ip'].sort(),
      );
    }
    const all = (await list(admin, 'size=200')).items.map(({ id }: Entry) => id);
    expect(all.length).toBeGreaterThan(2);
    expect(all).toEqual(all.toSorted((a: number, b: number) => b - a));

    const walked: number[] = [];
    let response = page;
    while (true) {
      walked.push(...response.items.map(({ id }: Entry) => id));
      if (response.next_cursor === null) break;
      response = await list(admin, `size=7&cursor=${response.next_cursor}`);
    }
    expect(walked).toEqual(all);
  });

  it('filters by actor, target, action and time, separately and combined', async ({ workspace }) => {
    const { admin } = workspace;
    const { user, client } = await workspace.serviceUser({ role: 'Admin' });
    const { body: made } = await client.post('/api/users', { name: 'Filtered' });
    await client.delete(`/api/users/${made.id}`);
    await admin.post(`/api/users/${made.id}/reactivate`);
    const actions = async (query: string) => {
      const { items, total } = await list(admin, query);
      expect(total).toBeNull();
      return items.map(({ action }: Entry) => action);
    };
    const target = 'target=filtered@service';

    expect(await actions(`actor=${user.user_id}`)).toEqual(['user.deactivated', 'user.created']);
    expect(await actions(target)).toEqual(['user.reactivated', 'user.deactivated', 'user.created']);
    expect(await actions(`${target}&action=user.created`)).toEqual(['user.created']);
    expect(await actions(`${target}&actor=admin@example.com`)).toEqual(['user.reactivated']);
    expect(await actions('target=nobody@service')).toEqual([]);

    const [, { at }] = (await list(admin, target)).items;
    const later = new Date(Date.parse(at) + 1).toISOString();
    expect(await actions(`${target}&from=${at}`)).toEqual(['user.reactivated', 'user.deactivated']);
    expect(await actions(`${target}&to=${at}`)).toEqual(['user.created']);
    expect(await actions(`${target}&from=${at}&to=${later}`)).toEqual(['user.deactivated']);
    const inDelhi = new Date(Date.parse(at) + 5.5 * 3_600_000).toISOString().replace('Z', '%2B05:30');
    expect(await actions(`${target}&from=${inDelhi}&to=${later}`)).toEqual(['user.deactivated']);
    expect(await actions(`${target}&from=2026-01-01`)).toHaveLength(3);
    expect(await actions(`${target}&to=2026-01-01`)).toEqual([]);
  });

  it('refuses invalid actions, times and numbers, and unknown parameters', async ({ workspace: { admin } }) => {
    for (const [query, field] of [
      ['action=user.exploded', 'action'],
      ['from=yesterday', 'from'],
      ['to=2026-02-30', 'to'],
      ['from=2026-01-01T00:00:00', 'from'],
      ['actor=', 'actor'],
      ['size=0', 'size'],
      ['size=201', 'size'],
      ['page=0', 'page'],
      ['sort=at', 'sort'],
    ] as const) {
      expect(await admin.get(`/api/audit-log?${query}`)).toMatchObject(invalid(field));
    }
  });
});

describe('as CSV', () => {
  it('has a row for each entry, and the URL of the next page in its Link header', async ({ workspace }) => {
    const { admin } = workspace;
    const { user } = await workspace.serviceUser();
    await admin.put(`/api/users/${user.id}`, { role: 'Manager' });
    const query = `target=${user.user_id}&size=1&cursor=*`;
    const entries = (await list(admin, `target=${user.user_id}`)).items;
    expect(entries).toHaveLength(3);

    const rows: string[] = [];
    let url: string | undefined = `/api/audit-log?${query}&format=csv`;
    while (url !== undefined) {
      const { status, type, headers, body } = await admin.get(url);
      expect([status, type]).toEqual([200, 'text/csv']);
      const [header, ...page] = body.trimEnd().split('\r\n');
      expect(header).toBe(
        'id,at,actor,actor_type,authenticated_by,iam_arn,federation,action,target,changes,request_id,source_ip',
      );
      rows.push(...page);
      url = /^<(.+)>; rel="next"$/.exec(headers.get('link') ?? '')?.[1];
    }
    expect(rows).toEqual(
      entries.map(({ id, at, actor, action, target, changes, request_id, source_ip }: Entry) => {
        const quoted = `"${JSON.stringify(changes).replaceAll('"', '""')}"`;
        const { user_id, user_type, authenticated_by } = actor;
        return [
          id,
          at,
          user_id,
          user_type,
          authenticated_by,
          '',
          '',
          action,
          target,
          quoted,
          request_id,
          source_ip,
        ].join();
      }),
    );
  });
});
