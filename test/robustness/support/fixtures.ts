// Accounts and their credentials, created through the API.
import type { Role } from '../../../shared/domain/user.ts';
import type { ApiResponse } from '../../support/api-response.ts';
import type { HttpClient } from '../../support/http-client.ts';
import { signIdToken } from '../../support/id-tokens.ts';
import { ADMIN_EMAIL, type SystemUnderTest } from './system-under-test.ts';

/** An account, a token of it, and a client that sends a credential of it. */
export interface Caller {
  readonly user: ApiResponse['body'];
  /** Whether or not the client sends it. */
  readonly token: ApiResponse['body'];
  readonly client: HttpClient;
}

/** The IAM role as which the system signs requests. */
export const SIGNING_ROLE = 'arn:aws:iam::000000000000:role/local-pipeline';

export const FIRST_TOKEN = { name: 'first', expires_in_days: 30 };

/** What a federation policy of an unknown issuer is created with. */
export const FEDERATION_POLICY = {
  name: 'deploy',
  issuer: 'https://issuer.example.com',
  audience: 'https://service-users.example.com',
  subject: 'job:etl',
};

/** The body of a response that must be a success. */
export async function expectSuccess(response: ApiResponse | Promise<ApiResponse>): Promise<ApiResponse['body']> {
  const { status, body } = await response;
  if (status >= 300) throw new Error(`The request failed: ${status} ${JSON.stringify(body)}`);
  return body;
}

export type Fixtures = Awaited<ReturnType<typeof createFixtures>>;

/** @returns functions that create accounts, and a client of an Admin to whom nothing happens. */
export async function createFixtures(system: SystemUnderTest) {
  const root = system.bearer(await signIdToken(ADMIN_EMAIL));
  let created = 0;
  let bound: Caller | undefined;

  async function serviceUser(role: Role = 'Member', changes: object = {}): Promise<Caller> {
    created += 1;
    const wanted = { name: `Service User ${created}`, role, token: FIRST_TOKEN, ...changes };
    const user = await expectSuccess(root.post('/api/users', wanted));
    return { user, token: user.token, client: system.bearer(user.token?.bearer_token) };
  }

  async function person(role: Role = 'Member', changes: object = {}): Promise<Caller> {
    created += 1;
    const email = `person.${created}@example.com`;
    const wanted = { name: `Person ${created}`, email, user_type: 'Human', role, ...changes };
    const user = await expectSuccess(root.post('/api/users', wanted));
    const withIdToken = system.bearer(await signIdToken(email));
    const token = await expectSuccess(withIdToken.post('/api/user-tokens', FIRST_TOKEN));
    return { user, token, client: system.bearer(token.bearer_token) };
  }

  async function personWithIdToken(role: Role, changes: object = {}): Promise<Caller> {
    const caller = await person(role, changes);
    return { ...caller, client: system.bearer(await signIdToken(caller.user.email)) };
  }

  /** One IAM role signs, so it is bound to the Service User that was created last. */
  async function signer(role: Role, changes: object = {}): Promise<Caller> {
    if (bound) await root.put(`/api/users/${bound.user.id}`, { iam_principals: [] });
    const caller = await serviceUser(role, changes);
    await expectSuccess(root.put(`/api/users/${caller.user.id}`, { iam_principals: [SIGNING_ROLE] }));
    bound = caller;
    return { ...caller, client: system.signed() };
  }

  return { root, serviceUser, person, personWithIdToken, signer };
}
