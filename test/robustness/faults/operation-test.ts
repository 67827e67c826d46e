// The test of an operation: its setup, its request, and the checks of a client afterwards.
import type { ApiResponse } from '../../support/api-response.ts';
import type { HttpClient } from '../../support/http-client.ts';
import { expectSuccess, FEDERATION_POLICY, FIRST_TOKEN, logIn } from '../support/fixtures.ts';
import { ADMIN_EMAIL, type SystemUnderTest } from '../support/system-under-test.ts';
import type { About } from './observed-state.ts';

/** One request. */
export interface OperationTest {
  send(): Promise<ApiResponse>;
  /** The resources that it changes. @default none */
  readonly about?: readonly About[];
  /** The error of the repeated request when the first one was carried out. @default none: it succeeds again */
  readonly doneAlready?: string;
  /** The audit actions that each repetition adds by design. @default none */
  readonly makesMore?: readonly string[];
  /** Checks a success further. @returns what is wrong */
  flaws?(response: ApiResponse): Promise<string[]>;
  /** Recovers from `doneAlready` without the first response. @returns what is wrong */
  recover?(): Promise<string[]>;
}

/** Each run has its own client, because runs are concurrent. */
export interface Setup {
  readonly system: SystemUnderTest;
  readonly clientName: string;
  /** The first Admin. */
  readonly admin: HttpClient;
  client(token?: string): HttpClient;
  readonly fixtures: FaultFixtures;
}

/** Resources that never change and are the first of every list. */
export interface FaultFixtures {
  readonly adminToken: string;
  /** A Service User in the team `Analysts`, with a token. */
  readonly reader: ApiResponse['body'];
  readonly analysts: ApiResponse['body'];
  readonly archive: ApiResponse['body'];
}

/** Prepares a test under a unique name. */
export type Operation = (setup: Setup, name: string) => Promise<OperationTest>;

export async function createFaultFixtures(system: SystemUnderTest): Promise<FaultFixtures> {
  const person = system.bearer(await logIn(system, ADMIN_EMAIL, 'fixtures'), 'fixtures');
  const create = async (path: string, body: object) => expectSuccess(person.post(path, body));
  const { bearer_token: adminToken } = await create('/api/user-tokens', FIRST_TOKEN);
  const analysts = await create('/api/teams', { name: 'Analysts' });
  for (const name of ['Other', 'Others']) await create('/api/teams', { name });
  const archive = await create('/api/datastores', { name: 'Archive', teams: ['Analysts'] });
  const reader = await create('/api/users', { name: 'The Reader', teams: ['Analysts'], token: FIRST_TOKEN });
  await person.put('/api/policy', { unused_after_days: 90 });
  const compromised = await create('/api/user-tokens', { ...FIRST_TOKEN, name: 'leaked', user_id: reader.id });
  await system.bearer().post('/api/leaked-tokens', { tokens: [compromised.bearer_token] });
  for (const token of [adminToken, reader.token.bearer_token]) await system.bearer(token, 'fixtures').get('/api/me');
  return { adminToken, reader, analysts, archive };
}

export function setupFor(system: SystemUnderTest, clientName: string, fixtures: FaultFixtures): Setup {
  const client = (token?: string) => system.bearer(token, clientName);
  return { system, clientName, admin: client(fixtures.adminToken), client, fixtures };
}

export async function serviceUser({ admin }: Setup, name: string, changes: object = {}): Promise<ApiResponse['body']> {
  return expectSuccess(admin.post('/api/users', { name, token: FIRST_TOKEN, ...changes }));
}

export async function person({ admin }: Setup, name: string, changes: object = {}): Promise<ApiResponse['body']> {
  const email = `${idOf(name)}@example.com`;
  return expectSuccess(admin.post('/api/users', { name, email, user_type: 'Human', ...changes }));
}

/** Logs the person in. @returns a client that uses the session */
export async function inSession({ system, clientName, client }: Setup, email: string): Promise<HttpClient> {
  return client(await logIn(system, email, clientName));
}

/** A personal token, which only its owner creates, in a session. */
export async function personalToken(setup: Setup, email: string): Promise<ApiResponse['body']> {
  return expectSuccess((await inSession(setup, email)).post('/api/user-tokens', FIRST_TOKEN));
}

/** A Service User with a federation policy, and the path of the policy. */
export async function federationPolicy(setup: Setup, name: string): Promise<{ path: string; user_id: string }> {
  const { id, user_id } = await serviceUser(setup, name);
  const path = `/api/users/${id}/federation-policies`;
  const policy = await expectSuccess(setup.admin.post(path, FEDERATION_POLICY));
  return { path: `${path}/${policy.id}`, user_id };
}

/** Checks that the credential of each client is rejected. */
export async function areRejected(...clients: readonly HttpClient[]): Promise<string[]> {
  const responses = await Promise.all(clients.map((client) => client.get('/api/me')));
  return responses.flatMap(({ status }) => (status === 401 ? [] : [`an ended credential is accepted with ${status}`]));
}

export const idOf = (name: string) => name.toLowerCase().replaceAll(' ', '_');
export const serviceId = (name: string) => `${idOf(name)}@service`;

/** A read, which needs no setup. */
export const read =
  (path: string | ((fixtures: FaultFixtures) => string), who: (setup: Setup) => HttpClient = ({ admin }) => admin) =>
  async (setup: Setup): Promise<OperationTest> => ({
    send: () => who(setup).get(typeof path === 'string' ? path : path(setup.fixtures)),
  });

export const byReader = ({ client, fixtures }: Setup) => client(fixtures.reader.token.bearer_token);

/** Checks that the returned plaintext authenticates. */
export const works =
  ({ client }: Setup, tokenOf: (body: ApiResponse['body']) => string = (body) => body.bearer_token) =>
  async ({ body }: ApiResponse) => {
    const { status } = await client(tokenOf(body)).get('/api/me');
    return status === 200 ? [] : [`the returned plaintext is rejected with ${status}`];
  };

/** Recovers a token whose plaintext was lost: finds the token and rotates it. */
export async function rotateLost(setup: Setup, userId: string, tokenName: string): Promise<string[]> {
  const { admin } = setup;
  const { id } = await expectSuccess(admin.get(`/api/users/${userId}`));
  const { items } = await expectSuccess(admin.get(`/api/user-tokens/service?user_id=${id}`));
  const lost = items.find(({ name }: { name: string }) => name === tokenName);
  return works(setup)(await admin.post(`/api/user-tokens/${lost?.id}/rotate`));
}
