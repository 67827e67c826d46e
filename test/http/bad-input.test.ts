// Invalid input: each request is refused with a clear error, and changes nothing.
import { createHash } from 'node:crypto';
import { request } from 'node:http';
import { describe, expect } from 'vitest';
import { operations } from '../../infra/operations.ts';
import type { ApiResponse } from '../support/api-response.ts';
import { FEDERATION_POLICY } from '../support/operation-calls.ts';
import { it as base, type Workspace } from '../support/workspace.ts';

const it = base.extend('victim', { scope: 'file', auto: true }, ({ workspace }) => workspace.serviceUser());

const JSON_TYPE = { 'content-type': 'application/json' };
const LONG = 'x'.repeat(10_000);

function expectProblem({ status, headers, body }: ApiResponse, expected: number): void {
  expect([status, headers.get('content-type')]).toEqual([expected, 'application/problem+json']);
  expect(body).toMatchObject({
    type: expect.any(String),
    title: expect.any(String),
    status,
    detail: expect.any(String),
    code: expect.any(String),
  });
  if (expected === 422) expect(body.errors).not.toEqual([]);
}

/** Runs requests that are refused, and expects that the table does not change, except for recorded uses of tokens. */
async function unchanged({ admin, items }: Workspace, act: () => Promise<void>): Promise<void> {
  await admin.get('/api/me');
  const before = await items();
  await act();
  expect(await items()).toEqual(before);
}

const withBody = operations
  .map(({ operation }) => operation)
  .filter(({ method }) => method === 'POST' || method === 'PUT');
const takingJson = withBody.filter(({ body }) => body !== undefined);

describe('a body', () => {
  const bodies: [string, string, Record<string, string>, number][] = [
    ['of malformed JSON', '{"name":', JSON_TYPE, 400],
    ['of no JSON value', 'undefined', JSON_TYPE, 400],
    ['of another type', '{"name":"x"}', { 'content-type': 'text/plain' }, 415],
    ['without a type', '{"name":"x"}', { 'content-type': '' }, 415],
    ['that is an array', '[]', JSON_TYPE, 422],
    ['that is null', 'null', JSON_TYPE, 422],
    ['with an unknown field', '{"nonsense":1}', JSON_TYPE, 422],
    ['with __proto__', '{"__proto__":{"role":"Admin"}}', JSON_TYPE, 422],
    ['with constructor', '{"constructor":{"prototype":{"role":"Admin"}}}', JSON_TYPE, 422],
    [
      'of 300 KB',
      JSON.stringify({
        name: 'x'.repeat(300_000),
        tokens: ['x'.repeat(300_000)],
        id_token: 'x'.repeat(300_000),
        nonsense: 1,
      }),
      JSON_TYPE,
      422,
    ],
  ];
  it.for(bodies)('%s is refused by every route', async ([, body, headers, status], { workspace, victim }) => {
    await unchanged(workspace, async () => {
      for (const { method, path } of takingJson) {
        const id = path.includes('user-tokens') ? victim.token.id : victim.user.id;
        expectProblem(await workspace.admin.send(method, path.replace('{id}', id), { body, headers }), status);
      }
    });
  });

  it('is required where an operation has one', async ({ workspace }) => {
    for (const path of ['/api/users', '/api/user-tokens', '/api/leaked-tokens']) {
      expectProblem(await workspace.admin.send('POST', path, { headers: JSON_TYPE }), 400);
    }
  });
});

describe('a user', () => {
  const users: [string, object][] = [
    ['without a name', {}],
    ['of an empty name', { name: '' }],
    ['of a blank name', { name: ' \t ' }],
    ['of 10,000 characters', { name: LONG }],
    ['whose name leaves nothing for a user_id', { name: '!!!' }],
    ['with control characters', { name: 'a\u0000b' }],
    ['with a line break', { name: 'a\nb' }],
    ['with half of a surrogate pair', { name: 'a\ud83d' }],
    ['of a number for a name', { name: 7 }],
    ['of an unknown role', { name: 'x', role: 'Owner' }],
    ['of a role in other letters', { name: 'x', role: 'admin' }],
    ['with teams of a wrong type', { name: 'x', teams: 'Data' }],
    ['with a team of a wrong type', { name: 'x', teams: [7] }],
    ['with an empty team', { name: 'x', teams: [''] }],
    ['with 21 teams besides Public', { name: 'x', teams: Array.from({ length: 21 }, (_, team) => `t${team}`) }],
    ['with an unknown team', { name: 'x', teams: ['Public', 'Nobody'] }],
    ['with a team twice', { name: 'x', teams: ['Public', 'public'] }],
    ['of an unknown type', { name: 'x', user_type: 'Robot' }],
    ['that is a person without an e-mail', { name: 'x', user_type: 'Human' }],
    ['that is a person with no e-mail', { name: 'x', user_type: 'Human', email: 'x@service' }],
    ['that is a machine with an e-mail', { name: 'x', email: 'x@example.com' }],
    [
      'that is a person with a service token',
      { name: 'x', user_type: 'Human', email: 'x@example.com', token: { name: 'x', expires_in_days: 1 } },
    ],
    ['with a user_id', { name: 'x', user_id: 'y@service' }],
  ];
  it.for(users)('%s is refused', async ([, body], { workspace }) => {
    await unchanged(workspace, async () => expectProblem(await workspace.admin.post('/api/users', body), 422));
  });

  it('may have the name of a property of Object.prototype', async ({ workspace }) => {
    expect(await workspace.admin.post('/api/users', { name: '__proto__' })).toMatchObject({
      status: 201,
      body: { user_id: '__proto__@service' },
    });
    expect((await workspace.admin.get('/api/users/__proto__@service')).body).toMatchObject({
      name: '__proto__',
      role: 'Member',
    });
  });
});

describe('a token', () => {
  const tokens = [
    ...[0, -1, 366, 1.5, 1e300, '30', true].map((expires_in_days) => ({ name: 'x', expires_in_days })),
    ...[0, -1, 1.5, 1e300, '', true].map((user_id) => ({ name: 'x', expires_in_days: 1, user_id })),
    ...['', ' ', LONG, 7, null].map((name) => ({ name, expires_in_days: 1 })),
  ];
  it.for(tokens)('requested with %j is refused', async (body, { workspace }) => {
    await unchanged(workspace, async () => expectProblem(await workspace.admin.post('/api/user-tokens', body), 422));
  });

  it.for([{}, { revoke: 'true' }, { revoke: null }, { revoke: 1 }])(
    'is not changed by %j',
    async (body, { workspace, victim }) => {
      await unchanged(workspace, async () =>
        expectProblem(await workspace.admin.put(`/api/user-tokens/${victim.token.id}`, body), 422),
      );
    },
  );
});

describe('an id in a path', () => {
  const IDS = [
    '0',
    '-1',
    '1.5',
    '1e3',
    '007',
    '99999999',
    '9'.repeat(30),
    'x'.repeat(3000),
    'null',
    '%00',
    '%F0%9F%9A%80',
    '..%2F..',
    'a%2Fb',
    "'%20OR%201=1",
    '$%7Bx%7D',
  ];
  const BODIES: Record<string, object> = {
    'user-tokens/update-token': { revoke: true },
    'federation-policies/create-federation-policy': FEDERATION_POLICY,
    'federation-policies/test-federation-policy': { subject_token: 'x' },
  };
  it.for(IDS)('%s is not found by any operation', async (id, { workspace }) => {
    await unchanged(workspace, async () => {
      for (const { operation } of operations.filter(({ operation }) => operation.path.includes('{id}'))) {
        const body = BODIES[operation.id] ?? (operation.method === 'PUT' ? { name: 'x' } : undefined);
        const path = operation.path.replace('{id}', id).replace('{policy_id}', '1');
        const response = await workspace.admin.send(
          operation.method,
          path,
          body ? { body: JSON.stringify(body), headers: JSON_TYPE } : {},
        );
        expect([operation.id, response.status]).toEqual([operation.id, 404]);
      }
    });
  });

  it.for([
    '/api/users/',
    '/api/users/1/',
    '/api//users',
    '/api/users%2F1%2Freactivate%2F',
    '/api/nonsense',
    '/API/users',
  ])('%s is not a route', async (path, { workspace }) => {
    expect(await workspace.admin.get(path)).toMatchObject({ status: 404, body: { message: 'Not Found' } });
  });
});

describe('a 422', () => {
  const wrong: [string, string, object | undefined, Record<string, string>][] = [
    ['POST', '/api/users', {}, { name: 'is required' }],
    ['POST', '/api/users', [], { '': 'must be an object' }],
    ['POST', '/api/users', { name: 7, nonsense: 1 }, { name: 'must be a string', nonsense: 'unknown field' }],
    ['POST', '/api/users', { name: '' }, { name: 'must have at least 1 character' }],
    ['POST', '/api/users', { name: 'x', role: 'Owner' }, { role: 'must be one of Admin, Manager, Member' }],
    ['POST', '/api/users', { name: 'x', teams: 'Data' }, { teams: 'must be a list' }],
    ['POST', '/api/users', { name: 'x', user_type: 'Human', email: 'x' }, { email: 'must be a valid email' }],
    ['POST', '/api/users', { name: 'x', labels: [] }, { labels: 'must be an object' }],
    ['POST', '/api/user-tokens', { name: 'x', expires_in_days: 366 }, { expires_in_days: 'must be at most 365' }],
    ['POST', '/api/user-tokens', { name: 'x', expires_in_days: 0.5 }, { expires_in_days: 'must be a whole number' }],
    ['PUT', '/api/user-tokens/1', { revoke: 1 }, { revoke: 'must be true or false' }],
    ['POST', '/api/leaked-tokens', {}, { '': 'must be {"tokens": [...]}, 1-100 strings' }],
    ['GET', '/api/teams?size=201', undefined, { size: 'must be at most 200' }],
    ['GET', '/api/audit-log?from=x', undefined, { from: 'must be an ISO 8601 time with its offset, or a date' }],
  ];
  it.for(wrong)('of %s %s with %j describes the error', async ([method, path, body, messages], { workspace }) => {
    const errors = Object.entries(messages).map(([field, message]) => ({ path: field, message }));
    expect(await workspace.admin.request(method, path, body)).toMatchObject({ status: 422, body: { errors } });
  });
});

it('a megabyte of unknown fields is refused with a response of a few kilobytes', async ({ workspace }) => {
  const body = Object.fromEntries(Array.from({ length: 60_000 }, (_, field) => [`unknown ${field}`, 1]));
  const { status, body: document } = await workspace.admin.post('/api/users', body);
  expect([status, JSON.stringify(document).length < 20_000]).toEqual([422, true]);
});

describe('a query', () => {
  it('with a forged cursor is refused with a client error', async ({ workspace }) => {
    const scope = JSON.stringify(['users', { sort: 'name', sort_dir: 'asc', include_deleted: false }]);
    for (const key of ['', '\u0000']) {
      const digest = createHash('sha256').update(`${scope}\n${key}`).digest('base64url').slice(0, 16);
      const cursor = `${Buffer.from(key).toString('base64url')}.${digest}`;
      expect((await workspace.admin.get(`/api/users?cursor=${cursor}`)).status).toBe(422);
    }
  });

  const LISTS = ['users', 'user-tokens', 'user-tokens/service', 'teams', 'datastores', 'audit-log'].map(
    (list) => `/api/${list}`,
  );
  const queries = [
    'page=0',
    'page=-1',
    'page=1.5',
    'page=x',
    'size=0',
    'size=201',
    'size=1e9',
    'cursor=x',
    'cursor=',
    'nonsense=1',
    'page=1&page=2',
    'page=1&cursor=*',
    'page=10001',
    'page=5001&size=2',
  ];
  it.for(queries)('%s is refused by every list', async (query, { workspace }) => {
    for (const path of LISTS) {
      expectProblem(await workspace.admin.get(`${path}?${query}`), 422);
    }
  });

  it('is refused where an operation has no parameters', async ({ workspace, victim }) => {
    await unchanged(workspace, async () => {
      expectProblem(await workspace.admin.delete(`/api/users/${victim.user.id}?dry_run=true`), 422);
      expectProblem(await workspace.admin.post(`/api/users/${victim.user.id}/revoke-tokens?dry_run=true`), 422);
    });
  });

  const ODD = ['sort=email', 'sort_dir=up', 'type=Robot', 'role=Owner', 'include_deleted=yes', 'name='];
  const INJECTIONS = [
    "role=Admin'%20OR%20'1'='1",
    'sort=name;--',
    'team=%22%20OR%20attribute_exists(pk)',
    'type=%7B%22%24ne%22:1%7D',
  ];
  it.for([...ODD, ...INJECTIONS])('%s is refused by the list of users', async (query, { workspace }) => {
    expectProblem(await workspace.admin.get(`/api/users?${query}`), 422);
  });
});

it('a filter with operators and quotes is plain text that matches nothing', async ({ workspace: { admin } }) => {
  for (const text of ['%22%20OR%20%221%22=%221', 'attribute_exists(pk)', ':name', '%23name', "'%20OR%20true--"]) {
    for (const query of [`users?name=${text}`, `audit-log?actor=${text}`, `audit-log?target=${text}`]) {
      expect(await admin.get(`/api/${query}`)).toMatchObject({ status: 200, body: { items: [], total: null } });
    }
  }
});

it('a time range that ends before it begins is refused', async ({ workspace: { admin } }) => {
  expect(await admin.get('/api/audit-log?from=2026-02-01&to=2026-01-01')).toMatchObject({
    status: 422,
    body: { errors: [{ path: 'to', message: 'must not be before from' }] },
  });
  for (const range of ['from=2026-02-01&to=2026-02-01', 'from=1970-01-01&to=1970-01-02']) {
    expect((await admin.get(`/api/audit-log?${range}`)).body).toEqual({
      items: [],
      total: null,
      page: 1,
      size: 50,
      next_cursor: null,
    });
  }
});

describe('an Authorization header', () => {
  /** Sends headers unchanged, repeated ones included, which `fetch` cannot do. */
  const raw = (client: Workspace, headers: string[]) =>
    new Promise<number>((resolve, reject) => {
      const sent = request(
        `${client.url}/api/me`,
        { headers: [...headers, 'host', '127.0.0.1'] as never },
        (response) => {
          response.resume();
          resolve(response.statusCode ?? 0);
        },
      );
      sent.on('error', reject).end();
    });

  it('must be sent exactly once, and be complete', async ({ workspace, victim }) => {
    const good = `Bearer ${victim.token.bearer_token}`;
    expect(await raw(workspace, ['authorization', good])).toBe(200);
    expect(await raw(workspace, [])).toBe(401);
    const bad = [
      '',
      'Bearer',
      'Bearer ',
      victim.token.bearer_token,
      `Basic ${victim.token.bearer_token}`,
      `${good} ${good}`,
      `${good},${good}`,
      `${good}\u00ff`,
      `Bearer  x ${victim.token.bearer_token}`,
      `Bearer ${'x'.repeat(8000)}`,
    ];
    for (const header of bad) expect([header, await raw(workspace, ['authorization', header])]).toEqual([header, 401]);
    expect(await raw(workspace, ['authorization', good, 'authorization', good])).toBe(401);
    expect(
      await raw(workspace, [
        'authorization',
        good,
        'authorization',
        `Bearer ${await workspace.session('admin@example.com')}`,
      ]),
    ).toBe(401);
  });
});

it('no invalid input is logged as a server error', ({ workspace }) => {
  expect(workspace.logs()).not.toContain('internal_error');
  expect(workspace.logs()).not.toContain('"outcome":"failed"');
});
