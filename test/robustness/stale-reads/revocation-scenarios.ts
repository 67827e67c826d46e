// The revocation scenarios: every way in which a credential or its permissions are revoked, and every use of a credential.
import { inject } from 'vitest';
import type { ApiResponse } from '../../support/api-response.ts';
import { githubHeaders } from '../../support/github-keys.ts';
import type { HttpClient } from '../../support/http-client.ts';
import { signIdToken } from '../../support/id-tokens.ts';
import { SIGNING_ROLE } from '../support/fixtures.ts';
import type { SystemUnderTest } from '../support/system-under-test.ts';

export type Credential = 'service token' | 'personal token' | 'ID token' | 'signature';

/** An account and a credential of it. It is an Admin or a Member of the team `Data`. */
export interface Holder {
  readonly user: ApiResponse['body'];
  /** Undefined when the credential is no token. */
  readonly token: ApiResponse['body'] | undefined;
  readonly client: HttpClient;
}

export interface Setup {
  readonly system: SystemUnderTest;
  /** A client of another Admin. */
  readonly admin: HttpClient;
  readonly datastore: ApiResponse['body'];
  /** Moves the clock of the system forward. */
  pass(hours: number): void;
}

export type Act = (holder: Holder, setup: Setup) => Promise<ApiResponse>;

export interface Use {
  readonly name: string;
  readonly by: readonly Credential[];
  /** What the use depends on besides the credential. */
  readonly needs?: 'role' | 'team' | 'policy';
  readonly attempt: Act;
  /** @default any success */
  readonly accepted?: (response: ApiResponse) => boolean;
}

export interface Revocation {
  readonly name: string;
  readonly from: readonly Credential[];
  /** The uses that are rejected afterwards. @default all */
  readonly affects?: Use['needs'];
  /** Runs first. */
  readonly prepare?: Act;
  /** The names of uses that `prepare` already rejects. @default none */
  readonly rejectedBefore?: readonly string[];
  /** Steps, each acknowledged before the next. */
  readonly revoke: readonly Act[];
  /** The steps of the restoration after which the uses are still rejected. */
  readonly halfway?: readonly Act[];
  /** @default the revocation cannot be undone */
  readonly restore?: readonly Act[];
}

const TOKENS = ['service token', 'personal token'] as const;
const BEARERS = [...TOKENS, 'ID token'] as const;
const ALL = [...BEARERS, 'signature'] as const;

const put =
  (path: (holder: Holder, setup: Setup) => string, body: object): Act =>
  (holder, setup) =>
    setup.admin.put(path(holder, setup), body);
const theUser = ({ user }: Holder) => `/api/users/${user.id}`;
const theToken = ({ token }: Holder) => `/api/user-tokens/${token?.id}`;

let named = 0;
const newName = () => `name ${++named}`;

export const USES: readonly Use[] = [
  { name: 'reads its own account', by: ALL, attempt: ({ client }) => client.get('/api/me') },
  { name: 'lists users', by: ALL, needs: 'role', attempt: ({ client }) => client.get('/api/users?size=1') },
  {
    name: 'creates a team',
    by: ALL,
    needs: 'role',
    attempt: ({ client }) => client.post('/api/teams', { name: newName() }),
  },
  {
    name: 'reads a datastore',
    by: ALL,
    needs: 'team',
    attempt: ({ client }, { datastore }) => client.get(`/api/datastores/${datastore.id}`),
  },
  {
    name: 'lists datastores',
    by: ALL,
    needs: 'team',
    attempt: ({ client }) => client.get('/api/datastores'),
    accepted: ({ status, body }) => status === 200 && body.items.length > 0,
  },
  {
    name: 'rotates its token',
    by: TOKENS,
    attempt: ({ client }) => client.post('/api/user-tokens/self/rotate', { overlap_hours: 1 }),
  },
  {
    name: 'creates a personal token',
    by: ['ID token'],
    attempt: ({ client }) => client.post('/api/user-tokens', { name: newName(), expires_in_days: 1 }),
  },
  {
    name: 'creates a personal token for a year',
    by: ['ID token'],
    needs: 'policy',
    attempt: ({ client }) => client.post('/api/user-tokens', { name: newName(), expires_in_days: 365 }),
  },
  {
    name: 'is introspected',
    by: TOKENS,
    attempt: ({ token }, { admin }) =>
      admin.send('POST', '/api/introspect', {
        body: String(new URLSearchParams({ token: token?.bearer_token })),
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      }),
    accepted: ({ body }) => body.active === true,
  },
  {
    name: 'is recognized by the login',
    by: ['service token'],
    attempt: ({ client }) => client.post('/api/login'),
    accepted: ({ status, body }) => status < 300 || body.code === 'service_user_cannot_log_in',
  },
  { name: 'logs in', by: ['ID token'], attempt: ({ client }) => client.post('/api/login') },
];

const revoke = put(theToken, { revoke: true });
const restore = put(theToken, { revoke: false });
const revokeAll: Act = (holder, { admin }) => admin.post(`${theUser(holder)}/revoke-tokens`);
const deactivate: Act = (holder, { admin }) => admin.delete(theUser(holder));
const reactivate: Act = (holder, { admin }) => admin.post(`${theUser(holder)}/reactivate`);
const rotate =
  (overlap_hours: number): Act =>
  (holder, { admin }) =>
    admin.post(`${theToken(holder)}/rotate`, { overlap_hours });
const deleteToken: Act = (holder, { admin }) => admin.delete(theToken(holder));
const wait =
  (hours: number): Act =>
  (holder, setup) => {
    setup.pass(hours);
    return setup.admin.get(theUser(holder));
  };
const leak: Act = ({ token }, { system }) =>
  system.bearer().post('/api/leaked-tokens', { tokens: [token?.bearer_token] });
const leakOnGithub: Act = ({ token }, { system }) => {
  const body = JSON.stringify([{ token: token?.bearer_token, type: 'service_users', url: 'https://github.com/x/y' }]);
  return system
    .bearer()
    .send('POST', '/api/leaked-tokens', { body, headers: githubHeaders(body, inject('githubKey')) });
};
/** Acts as the owner, because only the owner can change a personal token. */
const own =
  (act: Act): Act =>
  async (holder, setup) => {
    const { user } = holder;
    const admin = user.user_type === 'Service' ? setup.admin : setup.system.bearer(await signIdToken(user.email));
    return act(holder, { ...setup, admin });
  };
const bind = (iam_principals: readonly string[]) => put(theUser, { iam_principals });

export const REVOCATIONS: readonly Revocation[] = [
  { name: 'its token is revoked', from: TOKENS, revoke: [own(revoke)], restore: [own(restore)] },
  { name: 'all tokens are revoked', from: TOKENS, revoke: [revokeAll], restore: [own(restore)] },
  { name: 'its token is revoked and deleted', from: TOKENS, revoke: [own(revoke), own(deleteToken)] },
  { name: 'its token expires', from: TOKENS, revoke: [wait(31 * 24)] },
  { name: 'its token leaks', from: TOKENS, revoke: [leak] },
  { name: 'its token leaks on GitHub', from: TOKENS, revoke: [leakOnGithub] },
  { name: 'its token is rotated without an overlap', from: TOKENS, revoke: [own(rotate(0))] },
  { name: 'its token is rotated twice', from: TOKENS, revoke: [own(rotate(1)), own(rotate(1))] },
  {
    name: 'the overlap of a rotation ends',
    from: TOKENS,
    prepare: own(rotate(1)),
    // R13: the previous secret can only be used.
    rejectedBefore: ['rotates its token'],
    revoke: [wait(2)],
  },
  {
    name: 'its tokens are revoked and its account is deactivated',
    from: ['service token'],
    revoke: [revokeAll, deactivate],
    halfway: [reactivate],
    restore: [restore],
  },
  {
    name: 'its account and with it its token is deactivated',
    from: ['personal token'],
    revoke: [deactivate],
    halfway: [reactivate],
    restore: [own(restore)],
  },
  { name: 'its account is deactivated', from: ['ID token'], revoke: [deactivate], restore: [reactivate] },
  {
    name: 'its account without tokens is deactivated',
    from: ['signature'],
    prepare: revokeAll,
    revoke: [deactivate],
    restore: [reactivate],
  },
  { name: 'its IAM role is unbound', from: ['signature'], revoke: [bind([])], restore: [bind([SIGNING_ROLE])] },
  {
    name: 'its IAM role was replaced by another one of its name',
    from: ['signature'],
    revoke: [bind([`${SIGNING_ROLE}#AROAANOTHERONE0000001`])],
    restore: [bind([SIGNING_ROLE])],
  },
  {
    name: 'its account is demoted',
    from: ALL,
    affects: 'role',
    revoke: [put(theUser, { role: 'Manager' })],
    restore: [put(theUser, { role: 'Admin' })],
  },
  {
    name: 'its account leaves the team',
    from: ALL,
    affects: 'team',
    revoke: [put(theUser, { teams: [] })],
    restore: [put(theUser, { teams: ['Data'] })],
  },
  {
    name: 'the datastore leaves the team',
    from: ALL,
    affects: 'team',
    revoke: [put((_, { datastore }) => `/api/datastores/${datastore.id}`, { teams: [] })],
    restore: [put((_, { datastore }) => `/api/datastores/${datastore.id}`, { teams: ['Data'] })],
  },
  {
    name: 'the policy shortens lifetimes',
    from: ['ID token'],
    affects: 'policy',
    revoke: [put(() => '/api/policy', { max_lifetime_days: 30 })],
    restore: [put(() => '/api/policy', { max_lifetime_days: 365 })],
  },
];
