// The requests that change the table, for scenarios of concurrent requests.
import type { ApiResponse } from '../../support/api-response.ts';
import type { HttpClient } from '../../support/http-client.ts';
import { exchange, FEDERATION_POLICY, SIGNING_ROLE } from '../support/fixtures.ts';
import { type Fixtures, LONG_LIVED } from './fixtures.ts';

/** The resource of a request. Requests about the same resource conflict most often. */
type About =
  | 'busy'
  | 'rotated'
  | 'idle'
  | 'retired'
  | 'person'
  | 'newcomer'
  | 'stranger'
  | 'admins'
  | 'new'
  | 'teams'
  | 'datastores'
  | 'policy';

export interface TestRequest {
  readonly name: string;
  readonly about: About;
  /**
   * @param client - Creates a client of the bearer API, with a token or without.
   * @param pipeline - A client of the signed API.
   */
  readonly send: (
    client: (token?: string) => HttpClient,
    fixtures: Fixtures,
    pipeline: HttpClient,
  ) => Promise<ApiResponse>;
}

/** Sent by the first Admin. */
type ByAdmin = (admin: HttpClient, fixtures: Fixtures) => Promise<ApiResponse>;

function about(resource: About, sends: Readonly<Record<string, TestRequest['send']>>): TestRequest[] {
  return Object.entries(sends).map(([name, send]) => ({ name, about: resource, send }));
}

const byAdmin =
  (send: ByAdmin): TestRequest['send'] =>
  (client, fixtures) =>
    send(client(fixtures.first.bearer), fixtures);

const ROBOT = { name: 'Robot', teams: ['Empty'], token: { name: 'first', ...LONG_LIVED } };
const NOVICE = { name: 'Novice', email: 'novice@example.com', user_type: 'Human' };

/** The requests of an Admin about any Service User. */
function withServiceUser(name: 'busy' | 'idle' | 'retired'): TestRequest[] {
  const user =
    (suffix = ''): ((fixtures: Fixtures) => string) =>
    (fixtures) =>
      `/api/users/${fixtures[name].id}${suffix}`;
  const token = (fixtures: Fixtures) => `/api/user-tokens/${fixtures[name].revokedToken}`;
  const update = (changes: object) => byAdmin((admin, fixtures) => admin.put(user()(fixtures), changes));
  return about(name, {
    [`create a token of ${name}`]: byAdmin((admin, fixtures) =>
      admin.post('/api/user-tokens', { name: 'new', user_id: fixtures[name].id, ...LONG_LIVED }),
    ),
    [`restore the token of ${name}`]: byAdmin((admin, fixtures) => admin.put(token(fixtures), { revoke: false })),
    [`delete the revoked token of ${name}`]: byAdmin((admin, fixtures) => admin.delete(token(fixtures))),
    [`revoke all tokens of ${name}`]: byAdmin((admin, fixtures) => admin.post(user('/revoke-tokens')(fixtures))),
    [`deactivate ${name}`]: byAdmin((admin, fixtures) => admin.delete(user()(fixtures))),
    [`reactivate ${name}`]: byAdmin((admin, fixtures) => admin.post(user('/reactivate')(fixtures))),
    [`rename ${name}`]: update({ name: `${name} renamed` }),
    [`move ${name} to the team Empty`]: update({ teams: ['Empty'] }),
    [`bind the pipeline to ${name}`]: update({ iam_principals: [SIGNING_ROLE] }),
  });
}

/** Requests about an active token. */
const withToken = about('busy', {
  'revoke the token of busy': byAdmin((admin, { busy }) =>
    admin.put(`/api/user-tokens/${busy.token}`, { revoke: true }),
  ),
  'narrow the token of busy to no scope': byAdmin((admin, { busy }) =>
    admin.put(`/api/user-tokens/${busy.token}`, { scopes: [] }),
  ),
  'narrow the token of busy to another address': byAdmin((admin, { busy }) =>
    admin.put(`/api/user-tokens/${busy.token}`, { allowed_cidrs: ['192.0.2.1'] }),
  ),
  'busy reads the team Empty': (client, { busy, emptyTeam }) => client(busy.bearer).get(`/api/teams/${emptyTeam}`),
  'rotate the token of busy': byAdmin((admin, { busy }) => admin.post(`/api/user-tokens/${busy.token}/rotate`)),
  'rotate the token of busy at once': byAdmin((admin, { busy }) =>
    admin.post(`/api/user-tokens/${busy.token}/rotate`, { overlap_hours: 0 }),
  ),
  'busy rotates its own token': (client, { busy }) => client(busy.bearer).post('/api/user-tokens/self/rotate'),
  'report the token of busy': (client, { busy }) => client().post('/api/leaked-tokens', { tokens: [busy.bearer] }),
  'report the revoked token of busy': (client, { busy }) =>
    client().post('/api/leaked-tokens', { tokens: [busy.revokedBearer] }),
  'the pipeline calls': (_, __, pipeline) => pipeline.get('/api/me'),
  'use the token of busy': (client, { busy }) => client(busy.bearer).get('/api/me'),
  'show the retired secret of busy': (client, { busy }) => client(busy.retiredBearer).get('/api/me'),
  'promote busy to Admin': byAdmin((admin, { busy }) => admin.put(`/api/users/${busy.id}`, { role: 'Admin' })),
});

const federationPolicies = ({ busy }: Fixtures) => `/api/users/${busy.id}/federation-policies`;
const federationPolicy = (fixtures: Fixtures) => `${federationPolicies(fixtures)}/${fixtures.busy.federationPolicy}`;

/** Requests about the federation policies of a Service User, and a session of it. */
const withFederationPolicy = about('busy', {
  'create a federation policy of busy': byAdmin((admin, fixtures) =>
    admin.post(federationPolicies(fixtures), { ...FEDERATION_POLICY, name: 'second' }),
  ),
  'rename the federation policy of busy': byAdmin((admin, fixtures) =>
    admin.put(federationPolicy(fixtures), { name: 'second' }),
  ),
  'disable the federation policy of busy': byAdmin((admin, fixtures) =>
    admin.put(federationPolicy(fixtures), { enabled: false }),
  ),
  'delete the federation policy of busy': byAdmin((admin, fixtures) => admin.delete(federationPolicy(fixtures))),
  'use the session of busy': (client, { busy }) => client(busy.session).get('/api/me'),
  'busy exchanges a token': (client, { busy }) => exchange(client(), busy.workloadToken, busy.id),
  'busy logs out': (client, { busy }) => client(busy.session).post('/api/logout'),
  'report the session of busy': (client, { busy }) => client().post('/api/leaked-tokens', { tokens: [busy.session] }),
});

/** R13: requests about a token that rotated itself. */
const withRotatedToken = about('rotated', {
  'rotated repeats its rotation': (client, { rotated }) =>
    client(rotated.previousBearer).post('/api/user-tokens/self/rotate'),
  'use the newest secret of rotated': (client, { rotated }) => client(rotated.bearer).get('/api/me'),
  'the newest secret of rotated rotates': (client, { rotated }) =>
    client(rotated.bearer).post('/api/user-tokens/self/rotate'),
  'rotate the token of rotated': byAdmin((admin, { rotated }) =>
    admin.post(`/api/user-tokens/${rotated.token}/rotate`),
  ),
  'revoke the token of rotated': byAdmin((admin, { rotated }) =>
    admin.put(`/api/user-tokens/${rotated.token}`, { revoke: true }),
  ),
});

const withPerson = about('person', {
  'person creates a token': (client, { person }) =>
    client(person.session).post('/api/user-tokens', { name: 'new', ...LONG_LIVED }),
  'person revokes its token': (client, { person }) =>
    client(person.bearer).put(`/api/user-tokens/${person.token.id}`, { revoke: true }),
  'person restores its old token': (client, { person }) =>
    client(person.session).put(`/api/user-tokens/${person.revokedToken}`, { revoke: false }),
  'person deletes its old token': (client, { person }) =>
    client(person.bearer).delete(`/api/user-tokens/${person.revokedToken}`),
  'person logs in': (client, { person }) => client(person.idToken).post('/api/login'),
  'person logs in with a later ID token': (client, { person }) => client(person.laterIdToken).post('/api/login'),
  'use the session of person': (client, { person }) => client(person.session).get('/api/me'),
  'person logs out': (client, { person }) => client(person.session).post('/api/logout'),
  'report the session of person': (client, { person }) =>
    client().post('/api/leaked-tokens', { tokens: [person.session] }),
  'deactivate person': byAdmin((admin, { person }) => admin.delete(`/api/users/${person.id}`)),
  'reactivate person': byAdmin((admin, { person }) => admin.post(`/api/users/${person.id}/reactivate`)),
  'promote person to Admin': byAdmin((admin, { person }) => admin.put(`/api/users/${person.id}`, { role: 'Admin' })),
  'revoke all tokens of person': byAdmin((admin, { person }) => admin.post(`/api/users/${person.id}/revoke-tokens`)),
  'unlink the identity of person': byAdmin((admin, { person }) => admin.delete(`/api/users/${person.id}/identity`)),
  'machine deactivates person': (client, { machine, person }) =>
    client(machine.bearer).delete(`/api/users/${person.id}`),
  'machine promotes person to Admin': (client, { machine, person }) =>
    client(machine.bearer).put(`/api/users/${person.id}`, { role: 'Admin' }),
});

const withNewcomer = about('newcomer', {
  'newcomer logs in': (client, { newcomer }) => client(newcomer.idToken).post('/api/login'),
  'deactivate newcomer': byAdmin((admin, { newcomer }) => admin.delete(`/api/users/${newcomer.id}`)),
});

const withStranger = about('stranger', {
  'stranger logs in': (client, { stranger }) => client(stranger.idToken).post('/api/login'),
  'invite stranger': byAdmin((admin, { stranger: { email } }) =>
    admin.post('/api/users', { name: 'Stranger', email, user_type: 'Human', role: 'Admin' }),
  ),
});

type Admin = 'first' | 'second' | 'third';

function amongAdmins(who: Admin, whom: Admin): TestRequest[] {
  const path = (fixtures: Fixtures) => `/api/users/${fixtures[whom].id}`;
  return about('admins', {
    [`${who} demotes ${whom}`]: (client, fixtures) =>
      client(fixtures[who].bearer).put(path(fixtures), { role: 'Member' }),
    [`${who} deactivates ${whom}`]: (client, fixtures) => client(fixtures[who].bearer).delete(path(fixtures)),
  });
}

const withAdmins = [
  ...amongAdmins('first', 'first'),
  ...amongAdmins('first', 'second'),
  ...amongAdmins('second', 'first'),
  ...amongAdmins('second', 'second'),
  ...amongAdmins('second', 'third'),
  ...amongAdmins('third', 'first'),
  ...amongAdmins('third', 'second'),
  ...amongAdmins('third', 'third'),
  ...about('admins', {
    'promote third to Admin': byAdmin((admin, { third }) => admin.put(`/api/users/${third.id}`, { role: 'Admin' })),
    'reactivate second': byAdmin((admin, { second }) => admin.post(`/api/users/${second.id}/reactivate`)),
  }),
];

const withNew = about('new', {
  'create Robot': byAdmin((admin) => admin.post('/api/users', { name: 'Robot' })),
  'create Robot with a token, in the team Empty': byAdmin((admin) => admin.post('/api/users', ROBOT)),
  'create Novice': byAdmin((admin) => admin.post('/api/users', NOVICE)),
  'create Novice as an Admin': byAdmin((admin) => admin.post('/api/users', { ...NOVICE, role: 'Admin' })),
});

const KEY = { 'idempotency-key': 'create-robot' };

/** Requests with one idempotency key. */
const withKey = about('new', {
  'create Robot with a key': byAdmin((admin) => admin.post('/api/users', { name: 'Robot' }, KEY)),
  'create Automaton with the same key': byAdmin((admin) => admin.post('/api/users', { name: 'Automaton' }, KEY)),
});

const withTeams = about('teams', {
  'create the team Ops': byAdmin((admin) => admin.post('/api/teams', { name: 'Ops' })),
  'rename the team Data to Ops': byAdmin((admin, { dataTeam }) => admin.put(`/api/teams/${dataTeam}`, { name: 'Ops' })),
  'rename the team Empty to Ops': byAdmin((admin, { emptyTeam }) =>
    admin.put(`/api/teams/${emptyTeam}`, { name: 'Ops' }),
  ),
  'describe the team Empty': byAdmin((admin, { emptyTeam }) =>
    admin.put(`/api/teams/${emptyTeam}`, { description: 'Nobody' }),
  ),
  'delete the team Empty': byAdmin((admin, { emptyTeam }) => admin.delete(`/api/teams/${emptyTeam}`)),
});

const withDatastores = about('datastores', {
  'create the datastore Lake': byAdmin((admin) => admin.post('/api/datastores', { name: 'Lake', teams: ['Empty'] })),
  'rename the datastore Warehouse to Lake': byAdmin((admin, { warehouse }) =>
    admin.put(`/api/datastores/${warehouse}`, { name: 'Lake' }),
  ),
  'move the datastore Warehouse to the team Empty': byAdmin((admin, { warehouse }) =>
    admin.put(`/api/datastores/${warehouse}`, { teams: ['Empty'] }),
  ),
  'delete the datastore Warehouse': byAdmin((admin, { warehouse }) => admin.delete(`/api/datastores/${warehouse}`)),
});

const withPolicy = about('policy', {
  'shorten lifetimes': byAdmin((admin) => admin.put('/api/policy', { max_lifetime_days: 30 })),
  'shorten overlaps': byAdmin((admin) => admin.put('/api/policy', { max_overlap_hours: 1 })),
});

export const REQUESTS: readonly TestRequest[] = [
  ...withServiceUser('busy'),
  ...withToken,
  ...withFederationPolicy,
  ...withRotatedToken,
  ...withServiceUser('idle'),
  ...withServiceUser('retired'),
  ...withPerson,
  ...withNewcomer,
  ...withStranger,
  ...withAdmins,
  ...withNew,
  ...withKey,
  ...withTeams,
  ...withDatastores,
  ...withPolicy,
];

export function requestNamed(name: string): TestRequest {
  const found = REQUESTS.find((request) => request.name === name);
  if (found === undefined) throw new Error(`There is no request ${JSON.stringify(name)}.`);
  return found;
}
