// The resources that the requests are about: accounts in each relevant state, created through the API.
import type { ApiResponse } from '../../support/api-response.ts';
import type { HttpClient } from '../../support/http-client.ts';
import { signIdToken } from '../../support/id-tokens.ts';
import {
  expectSuccess,
  FEDERATION_POLICY,
  issuerKeys,
  logIn,
  workloadSession,
  workloadToken,
} from '../support/fixtures.ts';
import { ADMIN_EMAIL, ALLOWED_DOMAIN, type SystemUnderTest } from '../support/system-under-test.ts';

interface Person {
  readonly id: number;
  /** A personal token. */
  readonly token: ApiResponse['body'];
  readonly bearer: string;
}

interface ServiceUser {
  readonly id: number;
  /** A revoked token and its plaintext. */
  readonly revokedToken: number;
  readonly revokedBearer: string;
}

export interface Fixtures {
  /** The human Admins; `third` is an Admin in some initialStates only. */
  readonly first: Person;
  readonly second: Person;
  readonly third: Person;
  /** Active, with a revoked token, an active one whose first secret was replaced, and a session of a federation policy. */
  readonly busy: ServiceUser & {
    readonly token: number;
    readonly bearer: string;
    readonly retiredBearer: string;
    readonly federationPolicy: number;
    readonly session: string;
    /** A token that the federation policy accepts any number of times. */
    readonly workloadToken: string;
  };
  /** Active, with a token that rotated itself. Its newest secret was never used, and the previous one works. */
  readonly rotated: {
    readonly id: number;
    readonly token: number;
    readonly bearer: string;
    readonly previousBearer: string;
  };
  /** A Service User with the role Admin. */
  readonly machine: { readonly id: number; readonly bearer: string };
  /** Active, without an active token. */
  readonly idle: ServiceUser;
  /** Deactivated. */
  readonly retired: ServiceUser;
  /** A Member with a second token, which is revoked, a session, and two ID tokens that were not used. */
  readonly person: Person & {
    readonly revokedToken: number;
    readonly session: string;
    /** Issued before any run. */
    readonly idToken: string;
    /** Issued after every change of a run. */
    readonly laterIdToken: string;
  };
  /** Invited, without a request so far. */
  readonly newcomer: { readonly id: number; readonly idToken: string };
  /** Not invited; the e-mail domain is allowed. */
  readonly stranger: { readonly email: string; readonly idToken: string };
  /** In use by accounts and a datastore. */
  readonly dataTeam: number;
  readonly emptyTeam: number;
  /** A datastore of the team Data. */
  readonly warehouse: number;
}

const STRANGER = `stranger@${ALLOWED_DOMAIN}`;

/** Longer than any run of the tests. */
export const LONG_LIVED = { expires_in_days: 365 };

/** The longest lifetime of an ID token, without what clocks may differ. */
const LIFETIME_S = 23 * 60 * 60;
/** Longer than a second, to which the times of ID tokens are rounded, and within what clocks may differ. */
const APART_S = 20;

export async function createFixtures(system: SystemUnderTest): Promise<Fixtures> {
  const idTokenOf = (email: string, issuedIn = -APART_S) => {
    const now = Math.floor(Date.now() / 1000);
    return signIdToken(email, { claims: { iat: now + issuedIn, exp: now + LIFETIME_S } });
  };
  const inSession = async (email: string) => system.bearer(await logIn(system, email, 'fixtures'), 'fixtures');
  const first = await inSession(ADMIN_EMAIL);
  const firstToken = await expectSuccess(first.post('/api/user-tokens', { name: 'laptop', ...LONG_LIVED }));
  const admin = system.bearer(firstToken.bearer_token, 'fixtures');
  const create = (path: string, body: object) => expectSuccess(admin.post(path, body));

  const dataTeam = await create('/api/teams', { name: 'Data' });
  const emptyTeam = await create('/api/teams', { name: 'Empty' });
  const warehouse = await create('/api/datastores', { name: 'Warehouse', teams: ['Data'] });

  const human = async (name: string, role: string) => {
    const email = `${name.toLowerCase()}@example.com`;
    const { id } = await create('/api/users', { name, email, user_type: 'Human', role, teams: ['Data'] });
    return { id, email };
  };
  const personalToken = async (email: string, name = 'laptop') =>
    expectSuccess((await inSession(email)).post('/api/user-tokens', { name, ...LONG_LIVED }));
  const withToken = async ({ id, email }: { id: number; email: string }) => {
    const token = await personalToken(email);
    return { id, email, token, bearer: token.bearer_token };
  };
  const revoke = (client: HttpClient, { id }: ApiResponse['body']) =>
    expectSuccess(client.put(`/api/user-tokens/${id}`, { revoke: true }));
  const serviceUser = (name: string) =>
    create('/api/users', { name, teams: ['Data'], token: { name: 'old', ...LONG_LIVED } });

  const second = await withToken(await human('Second', 'Admin'));
  const third = await withToken(await human('Third', 'Manager'));
  const person = await withToken(await human('Person', 'Member'));
  const personOld = await personalToken(person.email, 'old');
  await revoke(system.bearer(person.bearer, 'fixtures'), personOld);

  const users = {
    busy: await serviceUser('Busy'),
    idle: await serviceUser('Idle'),
    retired: await serviceUser('Retired'),
  };
  for (const { token } of Object.values(users)) await revoke(admin, token);
  await expectSuccess(admin.delete(`/api/users/${users.retired.id}`));
  const replaced = await create('/api/user-tokens', { name: 'current', user_id: users.busy.id, ...LONG_LIVED });
  const rotated = await expectSuccess(admin.post(`/api/user-tokens/${replaced.id}/rotate`, { overlap_hours: 0 }));
  const policy = await create(`/api/users/${users.busy.id}/federation-policies`, {
    ...FEDERATION_POLICY,
    jwks: issuerKeys(),
  });
  const session = await workloadSession(system, users.busy.id, policy);
  const newcomer = await human('Newcomer', 'Member');
  const selfRotated = await create('/api/users', { name: 'Rotated', token: { name: 'current', ...LONG_LIVED } });
  const newest = await expectSuccess(
    system.bearer(selfRotated.token.bearer_token, 'fixtures').post('/api/user-tokens/self/rotate'),
  );
  const machine = await create('/api/users', {
    name: 'Machine',
    role: 'Admin',
    token: { name: 'current', ...LONG_LIVED },
  });
  // The uses are recorded now, so that no run records the first use of a token.
  for (const bearer of [second.bearer, third.bearer, person.bearer, machine.token.bearer_token, session])
    await expectSuccess(system.bearer(bearer, 'fixtures').get('/api/me'));

  return {
    first: { id: firstToken.user.id, token: firstToken, bearer: firstToken.bearer_token },
    second,
    third,
    busy: {
      ...withRevoked(users.busy),
      token: rotated.id,
      bearer: rotated.bearer_token,
      retiredBearer: replaced.bearer_token,
      federationPolicy: policy.id,
      session,
      workloadToken: await workloadToken(),
    },
    rotated: {
      id: selfRotated.id,
      token: newest.id,
      bearer: newest.bearer_token,
      previousBearer: selfRotated.token.bearer_token,
    },
    machine: { id: machine.id, bearer: machine.token.bearer_token },
    idle: withRevoked(users.idle),
    retired: withRevoked(users.retired),
    person: {
      ...person,
      revokedToken: personOld.id,
      session: await logIn(system, person.email, 'fixtures'),
      idToken: await idTokenOf(person.email),
      laterIdToken: await idTokenOf(person.email, APART_S),
    },
    newcomer: { id: newcomer.id, idToken: await idTokenOf(newcomer.email) },
    stranger: { email: STRANGER, idToken: await idTokenOf(STRANGER) },
    dataTeam: dataTeam.id,
    emptyTeam: emptyTeam.id,
    warehouse: warehouse.id,
  };
}

function withRevoked({ id, token }: ApiResponse['body']): ServiceUser {
  return { id, revokedToken: token.id, revokedBearer: token.bearer_token };
}
