// How what a credential is good for can be lost, and how a credential can be used.
import { inject } from 'vitest';
import { githubHeaders } from '../../support/github-keys.ts';
import type { Answer as HttpResponse, HttpClient } from '../../support/http-client.ts';
import { signIdToken } from '../../support/id-tokens.ts';
import type { SystemUnderTest } from '../support/system-under-test.ts';

export type Credential = 'service token' | 'personal token' | 'ID token' | 'signature';

/** An account, and a credential of it, as an Admin or in the team `Data`. */
export interface Holder {
  readonly user: HttpResponse['body'];
  /** The token that is shown; of an account that shows something else, undefined. */
  readonly token: HttpResponse['body'] | undefined;
  readonly client: HttpClient;
}

export interface Setup {
  readonly subject: SystemUnderTest;
  /** Changes what others have. */
  readonly admin: HttpClient;
  readonly datastore: HttpResponse['body'];
  /** Lets the time of the system pass, in hours. */
  pass(hours: number): void;
}

export type Act = (holder: Holder, setup: Setup) => Promise<HttpResponse>;

export interface Use {
  readonly name: string;
  readonly by: readonly Credential[];
  /** What the use depends on, beside the credential. */
  readonly needs?: 'role' | 'team' | 'policy';
  readonly attempt: Act;
  /** @default any success */
  readonly accepted?: (response: HttpResponse) => boolean;
}

export interface Revocation {
  readonly name: string;
  readonly from: readonly Credential[];
  /** What is lost. @default the credential, with all that it is good for */
  readonly loses?: Use['needs'];
  /** Before anything else. */
  readonly prepare?: Act;
  /** Steps, each acknowledged before the next. */
  readonly lose: readonly Act[];
  /** What changes nothing yet on the revocation back. */
  readonly halfway?: readonly Act[];
  /** @default there is no revocation back */
  readonly regain?: readonly Act[];
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
  { name: 'asks who it is', by: ALL, attempt: ({ client }) => client.get('/api/me') },
  { name: 'lists users', by: ALL, needs: 'role', attempt: ({ client }) => client.get('/api/users?size=1') },
  {
    name: 'makes a team',
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
    name: 'makes a personal token',
    by: ['personal token', 'ID token'],
    attempt: ({ client }) => client.post('/api/user-tokens', { name: newName(), expires_in_days: 1 }),
  },
  {
    name: 'makes a personal token without an end',
    by: ['personal token', 'ID token'],
    needs: 'policy',
    attempt: ({ client }) => client.post('/api/user-tokens', { name: newName(), expires_in_days: null }),
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
    name: 'is known at the login',
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
const leak: Act = ({ token }, { subject }) =>
  subject.bearer().post('/api/leaked-tokens', { tokens: [token?.bearer_token] });
const leakOnGithub: Act = ({ token }, { subject }) => {
  const body = JSON.stringify([{ token: token?.bearer_token, type: 'service_users', url: 'https://github.com/x/y' }]);
  return subject
    .bearer()
    .send('POST', '/api/leaked-tokens', { body, headers: githubHeaders(body, inject('githubKey')) });
};
/** By the owner: a personal token is nobody else's to change. */
const own =
  (act: Act): Act =>
  async (holder, setup) => {
    const { user } = holder;
    const admin = user.user_type === 'Service' ? setup.admin : setup.subject.bearer(await signIdToken(user.email));
    return act(holder, { ...setup, admin });
  };
const bind = (iam_principals: readonly string[]) => put(theUser, { iam_principals });
export const SIGNING_ROLE = 'arn:aws:iam::000000000000:role/local-pipeline';

export const REVOCATIONS: readonly Revocation[] = [
  { name: 'its token is revoked', from: TOKENS, lose: [own(revoke)], regain: [own(restore)] },
  { name: 'all tokens are revoked', from: ['service token'], lose: [revokeAll], regain: [restore] },
  { name: 'its token is revoked and deleted', from: TOKENS, lose: [own(revoke), own(deleteToken)] },
  { name: 'its token expires', from: TOKENS, lose: [wait(31 * 24)] },
  { name: 'its token leaks', from: TOKENS, lose: [leak] },
  { name: 'its token leaks on GitHub', from: TOKENS, lose: [leakOnGithub] },
  { name: 'its token is rotated without an overlap', from: TOKENS, lose: [own(rotate(0))] },
  { name: 'its token is rotated twice', from: TOKENS, lose: [own(rotate(1)), own(rotate(1))] },
  { name: 'the overlap of a rotation ends', from: TOKENS, prepare: own(rotate(1)), lose: [wait(2)] },
  {
    name: 'its account is deactivated, its tokens before',
    from: ['service token'],
    lose: [revokeAll, deactivate],
    halfway: [reactivate],
    regain: [restore],
  },
  {
    name: 'its account is deactivated',
    from: ['personal token', 'ID token'],
    lose: [deactivate],
    regain: [reactivate],
  },
  {
    name: 'its account is deactivated, without tokens',
    from: ['signature'],
    prepare: revokeAll,
    lose: [deactivate],
    regain: [reactivate],
  },
  { name: 'its role is bound to nobody', from: ['signature'], lose: [bind([])], regain: [bind([SIGNING_ROLE])] },
  {
    name: 'its role is bound to another role of its name',
    from: ['signature'],
    lose: [bind([`${SIGNING_ROLE}#AROAANOTHERONE0000001`])],
    regain: [bind([SIGNING_ROLE])],
  },
  {
    name: 'its account is demoted',
    from: ALL,
    loses: 'role',
    lose: [put(theUser, { role: 'Manager' })],
    regain: [put(theUser, { role: 'Admin' })],
  },
  {
    name: 'its account leaves the team',
    from: ALL,
    loses: 'team',
    lose: [put(theUser, { teams: [] })],
    regain: [put(theUser, { teams: ['Data'] })],
  },
  {
    name: 'the datastore leaves the team',
    from: ALL,
    loses: 'team',
    lose: [put((_, { datastore }) => `/api/datastores/${datastore.id}`, { teams: [] })],
    regain: [put((_, { datastore }) => `/api/datastores/${datastore.id}`, { teams: ['Data'] })],
  },
  {
    name: 'the policy allows tokens with an end only',
    from: ['personal token', 'ID token'],
    loses: 'policy',
    lose: [put(() => '/api/policy', { never_expiring_roles: [] })],
    regain: [put(() => '/api/policy', { never_expiring_roles: ['Admin', 'Manager', 'Member'] })],
  },
];
