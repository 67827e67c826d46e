// R14: machines do not govern people. What a Service User cannot do, whatever its role and its credential.
import { describe, expect } from 'vitest';
import type { ApiResponse } from '../support/api-response.ts';
import { problem } from '../support/problem.ts';
import { sendSigned } from '../support/signed-client.ts';
import { it as base, type Holder, type Workspace } from '../support/workspace.ts';

const ROLE = 'arn:aws:iam::000000000000:role/local-pipeline';
const humanRequired = problem(403, 'human_required');

type Request = readonly [method: string, path: string, body?: unknown];

/** Sends a request as the machine, with one of its credentials. */
const CREDENTIALS = {
  'a token': ({ machine }: Cast, _: Workspace, [method, path, body]: Request) =>
    machine.client.request(method, path, body),
  'a signature': (_: Cast, workspace: Workspace, [method, path, body]: Request) =>
    sendSigned(workspace, { method, path, ...(body !== undefined && { body: JSON.stringify(body) }) }),
} satisfies Record<string, (cast: Cast, workspace: Workspace, request: Request) => Promise<ApiResponse>>;
type Credential = keyof typeof CREDENTIALS;
const BOTH = Object.keys(CREDENTIALS) as Credential[];

/** A Service User with the role Admin, its second and its revoked token, and the people it attempts to govern. */
interface Cast {
  readonly machine: Holder;
  readonly second: ApiResponse['body'];
  readonly revoked: ApiResponse['body'];
  readonly member: ApiResponse['body'];
  readonly humanAdmin: ApiResponse['body'];
  readonly goneAdmin: ApiResponse['body'];
}

async function castOf(workspace: Workspace): Promise<Cast> {
  const { admin } = workspace;
  await workspace.teams('Data');
  const machine = await workspace.serviceUser({ role: 'Admin' });
  const issue = async (name: string) =>
    (await admin.post('/api/user-tokens', { name, user_id: machine.user.id, expires_in_days: 30 })).body;
  const [second, revoked] = [await issue('second'), await issue('revoked')];
  await admin.put(`/api/user-tokens/${revoked.id}`, { revoke: true });
  await admin.put(`/api/users/${machine.user.id}`, { iam_principals: [ROLE] });
  const { user: member } = await workspace.person('Member');
  const { user: humanAdmin } = await workspace.person('Admin');
  const { user: goneAdmin } = await workspace.person('Admin');
  await admin.delete(`/api/users/${goneAdmin.id}`);
  return { machine, second, revoked, member, humanAdmin, goneAdmin };
}

const it = base.extend('cast', { scope: 'file' }, ({ workspace }) => castOf(workspace));

/** The items of the table, except the last ids, which a refused creation may use up. */
async function lastingItems(workspace: Workspace) {
  return (await workspace.items()).filter(({ pk }) => pk !== 'SEQUENCES');
}

let made = 0;
const person = (changes: object = {}) => {
  made += 1;
  return { name: `Made ${made}`, user_type: 'Human', email: `made.${made}@example.com`, ...changes };
};

const FORBIDDEN: readonly [string, (cast: Cast) => Request[]][] = [
  ['create a human Admin', () => [['POST', '/api/users', person({ role: 'Admin' })]]],
  [
    'promote a person to Admin',
    ({ member }) => [
      ['PUT', `/api/users/${member.id}`, { role: 'Admin' }],
      ['PUT', `/api/users/${member.user_id}`, { role: 'Admin', name: 'Promoted' }],
    ],
  ],
  [
    'demote a human Admin',
    ({ humanAdmin, goneAdmin }) => [
      ['PUT', `/api/users/${humanAdmin.id}`, { role: 'Member' }],
      ['PUT', `/api/users/${humanAdmin.user_id}`, { role: 'Manager' }],
      ['PUT', `/api/users/${goneAdmin.id}`, { role: 'Member' }],
    ],
  ],
  [
    'deactivate a human Admin',
    ({ humanAdmin }) => [
      ['DELETE', `/api/users/${humanAdmin.id}`],
      ['DELETE', `/api/users/${humanAdmin.user_id}`],
    ],
  ],
  ['reactivate a human Admin', ({ goneAdmin }) => [['POST', `/api/users/${goneAdmin.id}/reactivate`]]],
  ['unlink the identity of a human Admin', ({ humanAdmin }) => [['DELETE', `/api/users/${humanAdmin.id}/identity`]]],
  [
    'change the policy',
    () => [
      ['PUT', '/api/policy', { max_lifetime_days: 10 }],
      ['PUT', '/api/policy', { never_expiring_roles: ['Admin'] }],
    ],
  ],
  [
    'change its own role, teams or IAM principals',
    ({ machine: { user } }) =>
      [user.id, user.user_id].flatMap((id): Request[] => [
        ['PUT', `/api/users/${id}`, { role: 'Member' }],
        ['PUT', `/api/users/${id}`, { teams: ['Data'] }],
        ['PUT', `/api/users/${id}`, { iam_principals: [] }],
        ['PUT', `/api/users/${id}`, { iam_principals: [ROLE, 'arn:aws:iam::123456789012:role/other'] }],
        ['PUT', `/api/users/${id}`, { name: 'Renamed', teams: ['Data'] }],
      ]),
  ],
  [
    'create a token for itself',
    ({ machine: { user } }) => [
      ['POST', '/api/user-tokens', { name: 'own' }],
      ['POST', '/api/user-tokens', { name: 'own', user_id: user.id }],
      ['POST', '/api/user-tokens', { name: 'own', user_id: user.id, expires_in_days: 1 }],
    ],
  ],
  ['restore a token for itself', ({ revoked }) => [['PUT', `/api/user-tokens/${revoked.id}`, { revoke: false }]]],
  ['rotate another token for itself', ({ second }) => [['POST', `/api/user-tokens/${second.id}/rotate`]]],
];

describe.for(BOTH)('R14: a Service User with the role Admin that authenticates with %s', (credential) => {
  for (const [what, requestsOf] of FORBIDDEN) {
    it(`cannot ${what}, and changes nothing`, async ({ workspace, cast }) => {
      const send = (request: Request) => CREDENTIALS[credential](cast, workspace, request);
      expect((await send(['GET', '/api/me'])).status).toBe(200);
      const before = await lastingItems(workspace);
      for (const request of requestsOf(cast)) {
        expect([request, await send(request)]).toMatchObject([request, humanRequired]);
      }
      expect(await lastingItems(workspace)).toEqual(before);
    });
  }

  it('can manage people who are no Admins', async ({ workspace, cast }) => {
    const send = (...request: Request) => CREDENTIALS[credential](cast, workspace, request);
    for (const role of ['Member', 'Manager']) {
      const { status, body } = await send('POST', '/api/users', person({ role }));
      expect([status, body.created_by]).toEqual([201, cast.machine.user.user_id]);
      const path = `/api/users/${body.id}`;
      const other = role === 'Member' ? 'Manager' : 'Member';
      expect(await send('PUT', path, { role: other })).toMatchObject({ status: 200, body: { role: other } });
      expect(await send('DELETE', path)).toMatchObject({ status: 204 });
      expect(await send('POST', `${path}/reactivate`)).toMatchObject({ status: 200 });
      expect(await send('DELETE', `${path}/identity`)).toMatchObject({ status: 204 });
    }
  });

  it('can manage other Service Users and their tokens', async ({ workspace, cast }) => {
    const send = (...request: Request) => CREDENTIALS[credential](cast, workspace, request);
    const token = { name: 'first', expires_in_days: 1 };
    const name = `Another Admin by ${credential}`;
    const { status, body: other } = await send('POST', '/api/users', { name, role: 'Admin', token });
    expect(status).toBe(201);
    const iam_principals = ['arn:aws:iam::123456789012:role/another'];
    const changed = await send('PUT', `/api/users/${other.id}`, { role: 'Manager', teams: ['Data'], iam_principals });
    expect(changed).toMatchObject({ status: 200, body: { role: 'Manager', iam_principals } });
    const second = { name: 'second', user_id: other.id };
    expect(await send('POST', '/api/user-tokens', second)).toMatchObject({ status: 201 });
    const path = `/api/user-tokens/${other.token.id}`;
    expect(await send('POST', `${path}/rotate`, { expires_in_days: 30 })).toMatchObject({ status: 200 });
    expect(await send('PUT', path, { revoke: true })).toMatchObject({ status: 200 });
    expect(await send('PUT', path, { revoke: false })).toMatchObject({ status: 200 });
    const revoked = await send('POST', `/api/users/${other.id}/revoke-tokens`);
    expect(revoked).toMatchObject({ status: 200, body: { revoked: 2 } });
    expect(await send('DELETE', `/api/users/${other.id}`)).toMatchObject({ status: 204 });
    expect(await send('POST', `/api/users/${other.id}/reactivate`)).toMatchObject({ status: 200 });
    await send('PUT', `/api/users/${other.id}`, { iam_principals: [] });
    expect(await workspace.violations()).toEqual([]);
  });

  it('can rename itself, and send its own role, teams and IAM principals unchanged', async ({ workspace, cast }) => {
    const name = `Renamed by ${credential}`;
    for (const id of [cast.machine.user.id, cast.machine.user.user_id]) {
      const request = ['PUT', `/api/users/${id}`, { name, role: 'Admin', teams: [], iam_principals: [ROLE] }] as const;
      const renamed = await CREDENTIALS[credential](cast, workspace, request);
      expect(renamed).toMatchObject({ status: 200, body: { name, role: 'Admin', iam_principals: [ROLE] } });
    }
  });

  it('can read and revoke its own tokens', async ({ workspace, cast }) => {
    const send = (...request: Request) => CREDENTIALS[credential](cast, workspace, request);
    const wanted = { name: `of ${credential}`, user_id: cast.machine.user.id };
    const { body: token } = await workspace.admin.post('/api/user-tokens', wanted);
    const path = `/api/user-tokens/${token.id}`;
    expect(await send('GET', path)).toMatchObject({ status: 200 });
    expect(await send('PUT', path, { revoke: true })).toMatchObject({ status: 200, body: { status: 'Revoked' } });
    expect(await send('PUT', path, { revoke: false })).toMatchObject(humanRequired);
    expect(await send('DELETE', path)).toMatchObject({ status: 204 });
  });
});

it('R14: a token of a Service User can rotate itself, but no signature can', async ({ workspace, cast }) => {
  const { token, client } = await workspace.serviceUser({ role: 'Admin' });
  const first = await client.post(`/api/user-tokens/${token.id}/rotate`);
  expect(first).toMatchObject({ status: 200, body: { id: token.id } });
  const holder = workspace.client(first.body.bearer_token);
  expect(await holder.post('/api/user-tokens/self/rotate')).toMatchObject({ status: 200 });

  const path = `/api/user-tokens/${cast.machine.token.id}/rotate`;
  expect(await sendSigned(workspace, { method: 'POST', path })).toMatchObject(humanRequired);
});

it('R14: a Service User with another role cannot do so either', async ({ workspace, cast }) => {
  const { client, user } = await workspace.serviceUser({ role: 'Manager' });
  for (const [method, path, body] of [
    ['PUT', '/api/policy', { max_lifetime_days: 10 }],
    ['PUT', `/api/users/${user.id}`, { role: 'Admin' }],
    ['DELETE', `/api/users/${cast.humanAdmin.id}`],
    ['POST', '/api/user-tokens', { name: 'own', user_id: user.id }],
  ] as const) {
    expect(await client.request(method, path, body)).toMatchObject(problem(403, 'forbidden'));
  }
  expect(await client.post('/api/user-tokens', { name: 'own' })).toMatchObject(humanRequired);
});
