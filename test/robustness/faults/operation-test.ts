// Where operations are tried: what is there beforehand, who tries, and what a client can find out afterwards.
import type { Answer as HttpResponse, HttpClient } from '../../support/http-client.ts';
import { signIdToken } from '../../support/id-tokens.ts';
import type { About } from './observed-state.ts';
import { ADMIN_EMAIL, type SystemUnderTest } from '../support/system-under-test.ts';

/** One request. */
export interface OperationTest {
  send(): Promise<HttpResponse>;
  /** What it changes. @default nothing: it reads */
  readonly about?: readonly About[];
  /** The refusal that the repetition of a request meets when it was done the first time. @default none: it is done again */
  readonly doneAlready?: string;
  /** The actions of the change that each repetition makes, and is meant to. @default none: what is done is done */
  readonly makesMore?: readonly string[];
  /** What is wrong with a success, beyond its looks. */
  flaws?(response: HttpResponse): Promise<string[]>;
  /** How a client goes on after `doneAlready`, when it lacks what the response would have told; what is wrong then. */
  recover?(): Promise<string[]>;
}

/** Where trials are made: on behalf of an clientName of their own, beside others. */
export interface Setup {
  readonly system: SystemUnderTest;
  readonly clientName: string;
  /** The first Admin. */
  readonly admin: HttpClient;
  client(token?: string): HttpClient;
  readonly fixtures: Fixtures;
}

/** What is there, never changes, and is the first in every list. */
export interface Fixtures {
  readonly adminToken: string;
  /** A Service User in the team `Analysts`, with a token. */
  readonly reader: HttpResponse['body'];
  readonly analysts: HttpResponse['body'];
  readonly archive: HttpResponse['body'];
}

/** Prepares a operationTest under a name that no other operationTest has. */
export type Operation = (setup: Setup, name: string) => Promise<OperationTest>;

export const TOKEN = { name: 'first', expires_in_days: 30 };

export async function makeFixtures(system: SystemUnderTest): Promise<Fixtures> {
  const person = system.bearer(await signIdToken(ADMIN_EMAIL), 'fixtures');
  const made = async (path: string, body: object) => told(await person.post(path, body));
  const { bearer_token: adminToken } = await made('/api/user-tokens', TOKEN);
  const analysts = await made('/api/teams', { name: 'Analysts' });
  for (const name of ['Other', 'Others']) await made('/api/teams', { name });
  const archive = await made('/api/datastores', { name: 'Archive', teams: ['Analysts'] });
  const reader = await made('/api/users', { name: 'The Reader', teams: ['Analysts'], token: TOKEN });
  await person.put('/api/policy', { unused_after_days: 90 });
  const compromised = await made('/api/user-tokens', { ...TOKEN, name: 'leaked', user_id: reader.id });
  await system.bearer().post('/api/leaked-tokens', { tokens: [compromised.bearer_token] });
  for (const token of [adminToken, reader.token.bearer_token]) await system.bearer(token, 'fixtures').get('/api/me');
  return { adminToken, reader, analysts, archive };
}

export function setupFor(system: SystemUnderTest, clientName: string, fixtures: Fixtures): Setup {
  const client = (token?: string) => system.bearer(token, clientName);
  return { system, clientName, admin: client(fixtures.adminToken), client, fixtures };
}

/** Of what a test has asked for, and must have got. */
export function told({ status, body }: HttpResponse): HttpResponse['body'] {
  if (status >= 300) throw new Error(`a operationTest could not be prepared: ${status} ${JSON.stringify(body)}`);
  return body;
}

export async function serviceUser({ admin }: Setup, name: string, changes: object = {}): Promise<HttpResponse['body']> {
  return told(await admin.post('/api/users', { name, token: TOKEN, ...changes }));
}

export async function person({ admin }: Setup, name: string, changes: object = {}): Promise<HttpResponse['body']> {
  const email = `${idOf(name)}@example.com`;
  return told(await admin.post('/api/users', { name, email, user_type: 'Human', ...changes }));
}

export const idOf = (name: string) => name.toLowerCase().replaceAll(' ', '_');
export const serviceId = (name: string) => `${idOf(name)}@service`;

/** A read: the same question each time. */
export const read =
  (path: string | ((fixtures: Fixtures) => string), who: (setup: Setup) => HttpClient = ({ admin }) => admin) =>
  async (setup: Setup): Promise<OperationTest> => ({
    send: () => who(setup).get(typeof path === 'string' ? path : path(setup.fixtures)),
  });

export const byReader = ({ client, fixtures }: Setup) => client(fixtures.reader.token.bearer_token);

/** The plaintext that was responded is that of the token which was made. */
export const works =
  ({ client }: Setup, tokenOf: (body: HttpResponse['body']) => string = (body) => body.bearer_token) =>
  async ({ body }: HttpResponse) => {
    const { status } = await client(tokenOf(body)).get('/api/me');
    return status === 200 ? [] : [`the plaintext that was responded is refused with ${status}`];
  };

/** Whose plaintext was lost: the token is there to be found, and gets another secret. */
export async function rotateLost(setup: Setup, userId: string, tokenName: string): Promise<string[]> {
  const { admin } = setup;
  const { id } = told(await admin.get(`/api/users/${userId}`));
  const { items } = told(await admin.get(`/api/user-tokens/service?user_id=${id}`));
  const lost = items.find(({ name }: { name: string }) => name === tokenName);
  return works(setup)(await admin.post(`/api/user-tokens/${lost?.id}/rotate`));
}
