// Who and what the requests are about: a few accounts in each state that matters, made through the API.
import type { Answer as HttpResponse, HttpClient } from '../../support/http-client.ts';
import { signIdToken } from '../../support/id-tokens.ts';
import { ADMIN_EMAIL, ALLOWED_DOMAIN, type SystemUnderTest } from '../support/system-under-test.ts';

interface Person {
  readonly id: number;
  /** A personal token. */
  readonly token: HttpResponse['body'];
  readonly bearer: string;
}

interface ServiceUser {
  readonly id: number;
  /** A token that is revoked, and its plaintext. */
  readonly revokedToken: number;
  readonly revokedBearer: string;
}

export interface Fixtures {
  /** The human Admins; `third` is an Admin in some initialStates only. */
  readonly first: Person;
  readonly second: Person;
  readonly third: Person;
  /** Active, with an active token whose first secret was replaced, and a revoked one. */
  readonly busy: ServiceUser & { readonly token: number; readonly bearer: string; readonly retiredBearer: string };
  /** Active, without an active token. */
  readonly idle: ServiceUser;
  /** Deactivated. */
  readonly retired: ServiceUser;
  /** A Member, with another token that is revoked. */
  readonly person: Person & { readonly revokedToken: number; readonly idToken: string };
  /** Invited, and never seen. */
  readonly newcomer: { readonly id: number; readonly idToken: string };
  /** Not invited, and welcome. */
  readonly stranger: { readonly email: string; readonly idToken: string };
  /** In use. */
  readonly dataTeam: number;
  readonly emptyTeam: number;
  /** Reached by the team Data. */
  readonly warehouse: number;
}

const STRANGER = `stranger@${ALLOWED_DOMAIN}`;

const NEVER_EXPIRES = { expires_in_days: null };

/** Longer than any run of the tests. */
const DAY_S = 24 * 60 * 60;

export async function createFixtures(system: SystemUnderTest): Promise<Fixtures> {
  const idTokenOf = (email: string) => signIdToken(email, { claims: { exp: Math.floor(Date.now() / 1000) + DAY_S } });
  const founder = system.bearer(await idTokenOf(ADMIN_EMAIL), 'fixtures');
  const founderToken = await made(founder, '/api/user-tokens', { name: 'laptop', ...NEVER_EXPIRES });
  const admin = system.bearer(founderToken.bearer_token, 'fixtures');
  const make = (path: string, body: object) => made(admin, path, body);

  const dataTeam = await make('/api/teams', { name: 'Data' });
  const emptyTeam = await make('/api/teams', { name: 'Empty' });
  const warehouse = await make('/api/datastores', { name: 'Warehouse', teams: ['Data'] });

  const human = async (name: string, role: string) => {
    const email = `${name.toLowerCase()}@example.com`;
    const { id } = await make('/api/users', { name, email, user_type: 'Human', role, teams: ['Data'] });
    return { id, idToken: await idTokenOf(email) };
  };
  const personalToken = (idToken: string, name = 'laptop') =>
    made(system.bearer(idToken, 'fixtures'), '/api/user-tokens', { name, ...NEVER_EXPIRES });
  const withToken = async ({ id, idToken }: { id: number; idToken: string }) => {
    const token = await personalToken(idToken);
    return { id, idToken, token, bearer: token.bearer_token };
  };
  const revoke = (client: HttpClient, { id }: HttpResponse['body']) =>
    done(client.put(`/api/user-tokens/${id}`, { revoke: true }));
  const serviceUser = (name: string) =>
    make('/api/users', { name, teams: ['Data'], token: { name: 'old', ...NEVER_EXPIRES } });

  const second = await withToken(await human('Second', 'Admin'));
  const third = await withToken(await human('Third', 'Manager'));
  const person = await withToken(await human('Person', 'Member'));
  const personOld = await personalToken(person.idToken, 'old');
  await revoke(system.bearer(person.bearer, 'fixtures'), personOld);

  const users = {
    busy: await serviceUser('Busy'),
    idle: await serviceUser('Idle'),
    retired: await serviceUser('Retired'),
  };
  for (const { token } of Object.values(users)) await revoke(admin, token);
  await done(admin.delete(`/api/users/${users.retired.id}`));
  const replaced = await make('/api/user-tokens', { name: 'current', user_id: users.busy.id, ...NEVER_EXPIRES });
  const rotated = await made(admin, `/api/user-tokens/${replaced.id}/rotate`, { overlap_hours: 0 });
  // What is noted of a use is noted now, and not when it is the first of a run.
  for (const { bearer } of [second, third, person]) await done(system.bearer(bearer, 'fixtures').get('/api/me'));

  return {
    first: { id: founderToken.user.id, token: founderToken, bearer: founderToken.bearer_token },
    second,
    third,
    busy: {
      ...withRevoked(users.busy),
      token: rotated.id,
      bearer: rotated.bearer_token,
      retiredBearer: replaced.bearer_token,
    },
    idle: withRevoked(users.idle),
    retired: withRevoked(users.retired),
    person: { ...person, revokedToken: personOld.id },
    newcomer: await human('Newcomer', 'Member'),
    stranger: { email: STRANGER, idToken: await idTokenOf(STRANGER) },
    dataTeam: dataTeam.id,
    emptyTeam: emptyTeam.id,
    warehouse: warehouse.id,
  };
}

function withRevoked({ id, token }: HttpResponse['body']): ServiceUser {
  return { id, revokedToken: token.id, revokedBearer: token.bearer_token };
}

const made = (client: HttpClient, path: string, body: object) => done(client.post(path, body));

async function done(response: Promise<HttpResponse>): Promise<HttpResponse['body']> {
  const { status, body } = await response;
  if (status >= 300) throw new Error(`the fixtures could not be assembled: ${status} ${JSON.stringify(body)}`);
  return body;
}
