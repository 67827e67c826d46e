// The revocation scenarios: every way in which a credential or its permissions are revoked, and every use of a credential.
import { inject } from 'vitest';
import type { ApiResponse } from '../../support/api-response.ts';
import { githubHeaders } from '../../support/github-keys.ts';
import type { HttpClient } from '../../support/http-client.ts';
import { signIdToken } from '../../support/id-tokens.ts';
import { logIn, SIGNING_ROLE, workloadSession } from '../support/fixtures.ts';
import type { SystemUnderTest } from '../support/system-under-test.ts';

export type Credential = 'service token' | 'personal token' | 'session' | 'workload session' | 'signature';

/** An account and a credential of it. It is an Admin or a Member of the team `Data`. */
export interface Holder {
  readonly user: ApiResponse['body'];
  /** Undefined when the credential is no token. */
  readonly token: ApiResponse['body'] | undefined;
  /** The plaintext of the token or session; undefined for a signature. */
  credential: string | undefined;
  client: HttpClient;
  /** When the ID token was issued by which the person logs in again, in seconds since the epoch. */
  issuedAt: number;
  /** The federation policy of a workload session. */
  readonly policy?: ApiResponse['body'];
}

export interface Setup {
  readonly system: SystemUnderTest;
  /** A client of another Admin, by a token that is valid for longer than any time that passes. */
  readonly admin: HttpClient;
  readonly datastore: ApiResponse['body'];
  /** Moves the clock of the system forward. */
  pass(hours: number): void;
  /** Sets the clock of the system to the real one. */
  resetClock(): void;
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
  /** The names of uses that are accepted all the same. @default none */
  readonly spares?: readonly string[];
  /** The names of uses that `prepare` already rejects. @default none */
  readonly rejectedBefore?: readonly string[];
  /** Steps, each acknowledged before the next. */
  readonly revoke: readonly Act[];
  /** The steps of the restoration after which the uses are still rejected. */
  readonly halfway?: readonly Act[];
  /** Likewise, the uses that are accepted halfway. @default those that are spared */
  readonly sparesHalfway?: readonly string[];
  /** @default the revocation cannot be undone */
  readonly restore?: readonly Act[];
}

const TOKENS = ['service token', 'personal token'] as const;
const SESSIONS = ['session', 'workload session'] as const;
const BEARERS = [...TOKENS, ...SESSIONS] as const;
const ALL = [...BEARERS, 'signature'] as const;
const OF_SERVICE_USERS = ['service token', 'workload session'] as const;

const put =
  (path: (holder: Holder, setup: Setup) => string, body: object): Act =>
  (holder, setup) =>
    setup.admin.put(path(holder, setup), body);
const theUser = ({ user }: Holder) => `/api/users/${user.id}`;
const theToken = ({ token }: Holder) => `/api/user-tokens/${token?.id}`;

let named = 0;
const newName = () => `name ${++named}`;

/** Uses that need no session. */
const LOGINS = { now: 'logs in', before: 'logs in with an ID token from before' } as const;

/** In seconds since the epoch. */
export const nowInSeconds = () => Math.floor(Date.now() / 1000);

async function logInWith({ user }: Holder, { system }: Setup, iat: number): Promise<ApiResponse> {
  const id_token = await signIdToken(user.email, { claims: { iat } });
  return system.bearer().post('/api/login', { id_token });
}

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
    by: ['session'],
    attempt: ({ client }) => client.post('/api/user-tokens', { name: newName(), expires_in_days: 1 }),
  },
  {
    name: 'creates a personal token for a year',
    by: ['session'],
    needs: 'policy',
    attempt: ({ client }) => client.post('/api/user-tokens', { name: newName(), expires_in_days: 365 }),
  },
  {
    name: 'is introspected',
    by: BEARERS,
    attempt: ({ credential = '' }, { admin }) =>
      admin.send('POST', '/api/introspect', {
        body: String(new URLSearchParams({ token: credential })),
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      }),
    accepted: ({ body }) => body.active === true,
  },
  {
    name: 'is recognized by the login',
    by: OF_SERVICE_USERS,
    attempt: ({ client }) => client.post('/api/login'),
    accepted: ({ status, body }) => status < 300 || body.code === 'service_user_cannot_log_in',
  },
  { name: LOGINS.now, by: ['session'], attempt: (holder, setup) => logInWith(holder, setup, nowInSeconds()) },
  {
    name: LOGINS.before,
    by: ['session'],
    attempt: (holder, setup) => logInWith(holder, setup, holder.issuedAt),
  },
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
const leak: Act = ({ credential }, { system }) => system.bearer().post('/api/leaked-tokens', { tokens: [credential] });
const leakOnGithub: Act = ({ credential }, { system }) => {
  const body = JSON.stringify([{ token: credential, type: 'service_users', url: 'https://github.com/x/y' }]);
  return system
    .bearer()
    .send('POST', '/api/leaked-tokens', { body, headers: githubHeaders(body, inject('githubKey')) });
};
/** Acts as the owner, because only the owner can change a personal token. */
const own =
  (act: Act): Act =>
  async (holder, setup) => {
    const { user } = holder;
    const admin =
      user.user_type === 'Service' ? setup.admin : setup.system.bearer(await logIn(setup.system, user.email));
    return act(holder, { ...setup, admin });
  };
const logOut: Act = ({ client }) => client.post('/api/logout');
const unlink: Act = (holder, { admin }) => admin.delete(`${theUser(holder)}/identity`);
const thePolicy = (holder: Holder) => `${theUser(holder)}/federation-policies/${holder.policy?.id}`;
const deletePolicy: Act = (holder, { admin }) => admin.delete(thePolicy(holder));
/** Gets another session. */
const renew: Act = async (holder, { system, admin }) => {
  const { user } = holder;
  holder.credential = holder.policy
    ? await workloadSession(system, user.id, (await admin.get(thePolicy(holder))).body)
    : await logIn(system, user.email);
  holder.client = system.bearer(holder.credential);
  holder.issuedAt = nowInSeconds();
  return holder.client.get('/api/me');
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
    name: 'its token is narrowed to another address',
    from: TOKENS,
    // Only the resource server knows the address.
    spares: ['is introspected'],
    revoke: [own(put(theToken, { allowed_cidrs: ['192.0.2.1'] }))],
    restore: [own(put(theToken, { allowed_cidrs: [] }))],
  },
  {
    name: 'its token is narrowed to no scope',
    from: TOKENS,
    spares: ['reads its own account', 'rotates its token', 'is introspected', 'is recognized by the login'],
    revoke: [own(put(theToken, { scopes: [] }))],
    restore: [own(put(theToken, { scopes: null }))],
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
  {
    name: 'its session logs out',
    from: SESSIONS,
    spares: [LOGINS.now, LOGINS.before],
    revoke: [logOut],
    restore: [renew],
  },
  { name: 'its session leaks', from: SESSIONS, spares: [LOGINS.now, LOGINS.before], revoke: [leak], restore: [renew] },
  {
    name: 'its session leaks on GitHub',
    from: SESSIONS,
    spares: [LOGINS.now, LOGINS.before],
    revoke: [leakOnGithub],
    restore: [renew],
  },
  {
    name: 'its session expires',
    from: SESSIONS,
    spares: [LOGINS.now, LOGINS.before],
    revoke: [wait(25)],
    restore: [renew],
  },
  {
    name: 'all tokens are revoked, which ends its sessions',
    from: SESSIONS,
    spares: [LOGINS.now],
    revoke: [revokeAll],
    restore: [renew],
  },
  {
    name: 'its identity is unlinked',
    from: ['session'],
    spares: [LOGINS.now],
    revoke: [unlink],
    restore: [renew],
  },
  {
    name: 'its account is deactivated, which ends its sessions',
    from: SESSIONS,
    revoke: [deactivate],
    halfway: [reactivate],
    sparesHalfway: [LOGINS.now],
    restore: [renew],
  },
  {
    name: 'its federation policy is changed',
    from: ['workload session'],
    revoke: [put(thePolicy, { session_minutes: 5 })],
    halfway: [put(thePolicy, { session_minutes: 15 })],
    restore: [renew],
  },
  {
    name: 'its federation policy is disabled',
    from: ['workload session'],
    revoke: [put(thePolicy, { enabled: false })],
    halfway: [put(thePolicy, { enabled: true })],
    restore: [renew],
  },
  { name: 'its federation policy is deleted', from: ['workload session'], revoke: [deletePolicy] },
  { name: 'its account is deactivated', from: ['signature'], revoke: [deactivate], restore: [reactivate] },
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
    from: ['session'],
    affects: 'policy',
    revoke: [put(() => '/api/policy', { max_lifetime_days: 30 })],
    restore: [put(() => '/api/policy', { max_lifetime_days: 365 })],
  },
];
