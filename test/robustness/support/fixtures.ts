// Accounts and their credentials, created through the API.
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { inject } from 'vitest';
import type { Role } from '../../../shared/domain/user.ts';
import { mintedSession } from '../../../shared/services/sessions.ts';
import { parseAccountItem } from '../../../shared/storage/accounts/account-item.ts';
import { accountKey } from '../../../shared/storage/keys.ts';
import { toSessionItem } from '../../../shared/storage/sessions/session-item.ts';
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

/** Its client sends a session. */
export interface SessionCaller extends Caller {
  readonly session: string;
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

/** The form that exchanges the token of a workload. */
export function exchangeForm(subject_token: string, client_id?: number): URLSearchParams {
  return new URLSearchParams({
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
    subject_token,
    ...(client_id !== undefined && { client_id: String(client_id) }),
  });
}

/** Exchanges the token of a workload for a session. */
export function exchange(client: HttpClient, subject_token: string, client_id?: number): Promise<ApiResponse> {
  return client.send('POST', '/api/oauth/token', {
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: exchangeForm(subject_token, client_id).toString(),
  });
}

/** The longest lifetime of a token. */
const DAY_S = 24 * 60 * 60;

/** A token that `FEDERATION_POLICY` accepts with the public key of the local issuer. */
export function workloadToken(): Promise<string> {
  const { issuer: iss, audience: aud, subject: sub } = FEDERATION_POLICY;
  const exp = Math.floor(Date.now() / 1000) + DAY_S;
  return signIdToken('', { claims: { iss, aud, sub, exp, email: undefined, email_verified: undefined } });
}

/** The public key of the local issuer, for the `jwks` of a policy: no request is made for it. */
export function issuerKeys() {
  const { kty, n, e, kid, alg } = inject('issuer').signingKey;
  return { keys: [{ kty, n, e, kid, alg, use: 'sig' }] };
}

/** The body of a response that must be a success. */
export async function expectSuccess(response: ApiResponse | Promise<ApiResponse>): Promise<ApiResponse['body']> {
  const { status, body } = await response;
  if (status >= 300) throw new Error(`The request failed: ${status} ${JSON.stringify(body)}`);
  return body;
}

/** Logs the person in. @returns a session */
export async function logIn(system: SystemUnderTest, email: string, clientName?: string): Promise<string> {
  const id_token = await signIdToken(email);
  const { session } = await expectSuccess(system.bearer(undefined, clientName).post('/api/login', { id_token }));
  return session.access_token;
}

/** The session that an exchange by the federation policy returns, written directly to the table. */
export async function workloadSession(
  { directClient, tableName: TableName, effects }: SystemUnderTest,
  accountId: number,
  policy: ApiResponse['body'],
): Promise<string> {
  const stored = new GetCommand({ TableName, Key: { ...accountKey(accountId) }, ConsistentRead: true });
  const account = parseAccountItem((await directClient.send(stored)).Item ?? {});
  const federation = { policy_id: policy.id, policy_version: policy.version, subject: FEDERATION_POLICY.subject };
  const grant = { authenticated_by: 'federation', federation, lifetime_ms: WORKLOAD_SESSION_MS } as const;
  const { session, plaintext } = mintedSession({ ...effects, tokenPrefix: '' }, account, grant, effects.now());
  await directClient.send(new PutCommand({ TableName, Item: toSessionItem(session) }));
  return plaintext;
}

/** Longer than any run of the tests. */
const WORKLOAD_SESSION_MS = 24 * 60 * 60 * 1000;

export type Fixtures = Awaited<ReturnType<typeof createFixtures>>;

/** @returns functions that create accounts, and a client of an Admin to whom nothing happens. */
export async function createFixtures(system: SystemUnderTest) {
  const root = system.bearer(await logIn(system, ADMIN_EMAIL));
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
    const session = system.bearer(await logIn(system, email));
    const token = await expectSuccess(session.post('/api/user-tokens', FIRST_TOKEN));
    return { user, token, client: system.bearer(token.bearer_token) };
  }

  async function personWithSession(role: Role, changes: object = {}): Promise<SessionCaller> {
    const caller = await person(role, changes);
    const session = await logIn(system, caller.user.email);
    return { ...caller, session, client: system.bearer(session) };
  }

  /** A Service User with a federation policy. */
  async function workload(
    role: Role,
    changes: object = {},
    settings: object = {},
  ): Promise<SessionCaller & { policy: ApiResponse['body'] }> {
    const caller = await serviceUser(role, changes);
    const policies = `/api/users/${caller.user.id}/federation-policies`;
    const policy = await expectSuccess(root.post(policies, { ...FEDERATION_POLICY, ...settings }));
    const session = await workloadSession(system, caller.user.id, policy);
    return { ...caller, policy, session, client: system.bearer(session) };
  }

  /** One IAM role signs, so it is bound to the Service User that was created last. */
  async function signer(role: Role, changes: object = {}): Promise<Caller> {
    if (bound) await root.put(`/api/users/${bound.user.id}`, { iam_principals: [] });
    const caller = await serviceUser(role, changes);
    await expectSuccess(root.put(`/api/users/${caller.user.id}`, { iam_principals: [SIGNING_ROLE] }));
    bound = caller;
    return { ...caller, client: system.signed() };
  }

  return { root, serviceUser, person, personWithSession, workload, signer };
}
