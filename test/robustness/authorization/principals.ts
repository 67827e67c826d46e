// Everybody who may send a request: good credentials of each kind and role, and every bad one.
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { ROLES, type Role, type UserType } from '../../../shared/domain/user.ts';
import { accountKey } from '../../../shared/storage/keys.ts';
import type { Answer as HttpResponse, HttpClient } from '../../support/http-client.ts';
import { signIdToken } from '../../support/id-tokens.ts';
import { ADMIN_EMAIL, type SystemUnderTest } from '../support/system-under-test.ts';

/** Somebody with an account, a token of it, and a client that shows a credential. */
export interface Caller {
  readonly user: HttpResponse['body'];
  /** One of the account, whether it is shown or not. */
  readonly token: HttpResponse['body'];
  readonly client: HttpClient;
}

export interface Principal {
  readonly name: string;
  readonly credential: 'service_token' | 'personal_token' | 'oidc' | 'iam' | 'none';
  readonly user_type: UserType;
  readonly role: Role;
  /** What a route that is not open responses, whatever it is asked for; undefined = the credential is good. */
  readonly rejectedWith?: Rejection;
  /** Another one of its kind, with an account of its own. */
  make(): Promise<Caller>;
}

/** A status, and the code of the problem document; without a code the gateway itself has refused. */
export type Rejection = readonly [status: number, code?: string];

const UNAUTHORIZED: Rejection = [401];

/** The subject with an Admin to whom nothing happens. */
export async function populate(subject: SystemUnderTest) {
  const root = subject.bearer(await signIdToken(ADMIN_EMAIL));
  let made = 0;

  async function created(body: Record<string, unknown>): Promise<HttpResponse['body']> {
    const response = await root.post('/api/users', body);
    if (response.status !== 201) throw new Error(`no user was made: ${JSON.stringify(response.body)}`);
    return response.body;
  }

  async function serviceUser(role: Role = 'Member', changes: Record<string, unknown> = {}): Promise<Caller> {
    made += 1;
    const token = { name: 'first', expires_in_days: 30 };
    const user = await created({ name: `Service User ${made}`, role, token, ...changes });
    return { user, token: user.token, client: subject.bearer(user.token?.bearer_token) };
  }

  async function person(role: Role = 'Member', changes: Record<string, unknown> = {}): Promise<Caller> {
    made += 1;
    const email = `person.${made}@example.com`;
    const user = await created({ name: `Person ${made}`, email, user_type: 'Human', role, ...changes });
    const byIdToken = subject.bearer(await signIdToken(email));
    const { body: token } = await byIdToken.post('/api/user-tokens', { name: 'first', expires_in_days: 30 });
    return { user, token, client: subject.bearer(token.bearer_token) };
  }

  async function personByIdToken(role: Role): Promise<Caller> {
    const caller = await person(role);
    return { ...caller, client: subject.bearer(await signIdToken(caller.user.email)) };
  }

  /** There is one key pair that signs: its role is bound to whoever was made last. */
  let bound: Caller | undefined;
  async function signer(role: Role): Promise<Caller> {
    if (bound) await root.put(`/api/users/${bound.user.id}`, { iam_principals: [] });
    const caller = await serviceUser(role);
    const iam_principals = ['arn:aws:iam::000000000000:role/local-pipeline'];
    await root.put(`/api/users/${caller.user.id}`, { iam_principals });
    bound = caller;
    return { ...caller, client: subject.signed() };
  }

  /** A bad credential of somebody who would be an Admin. */
  const spoiled = (spoil: (caller: Caller) => Promise<Caller | undefined>) => async () => {
    const caller = await serviceUser('Admin');
    return (await spoil(caller)) ?? caller;
  };

  const good = ROLES.flatMap((role): Principal[] => [
    { name: `a person, ${role}`, credential: 'personal_token', user_type: 'Human', role, make: () => person(role) },
    {
      name: `a person by ID token, ${role}`,
      credential: 'oidc',
      user_type: 'Human',
      role,
      make: () => personByIdToken(role),
    },
    {
      name: `a Service User, ${role}`,
      credential: 'service_token',
      user_type: 'Service',
      role,
      make: () => serviceUser(role),
    },
    { name: `a Service User by IAM, ${role}`, credential: 'iam', user_type: 'Service', role, make: () => signer(role) },
  ]);
  const badToken = (name: string, make: () => Promise<Caller>): Principal => ({
    name,
    credential: 'none',
    user_type: 'Service',
    role: 'Admin',
    rejectedWith: UNAUTHORIZED,
    make,
  });
  const withClient = (clientOf: (token: string) => HttpClient) =>
    spoiled(async (caller) => ({ ...caller, client: clientOf(caller.token.bearer_token) }));
  const bad = [
    badToken(
      'nobody',
      withClient(() => subject.bearer()),
    ),
    badToken(
      'somebody with a garbled token',
      withClient((token) => subject.bearer(garbled(token))),
    ),
    badToken(
      'somebody with a token that is cut',
      withClient((token) => subject.bearer(token.slice(0, -1))),
    ),
    badToken(
      'somebody with words for a token',
      withClient(() => subject.bearer('let-me-in')),
    ),
    badToken('somebody with a garbled ID token', async () => ({
      ...(await person('Admin')),
      client: subject.bearer(garbled(await signIdToken(ADMIN_EMAIL))),
    })),
    badToken(
      'an expired token',
      spoiled(({ token }) => expire(token)),
    ),
    badToken(
      'a revoked token',
      spoiled(({ token }) => used(root.put(`/api/user-tokens/${token.id}`, { revoke: true }))),
    ),
    badToken(
      'a deleted token',
      spoiled(async ({ token }) => {
        await used(root.put(`/api/user-tokens/${token.id}`, { revoke: true }));
        await used(root.delete(`/api/user-tokens/${token.id}`));
        return undefined;
      }),
    ),
    badToken(
      'a leaked token',
      spoiled(({ token }) => used(root.post('/api/leaked-tokens', { tokens: [token.bearer_token] }))),
    ),
    badToken(
      'a secret that a rotation has replaced',
      spoiled(async ({ token, client }) => {
        await used(root.post(`/api/user-tokens/${token.id}/rotate`, { overlap_hours: 0 }));
        // The first use of an old secret is noted; the next ones tell nothing new.
        await client.get('/api/me');
        return undefined;
      }),
    ),
    badToken('a deactivated person', async () => {
      const caller = await person('Admin');
      await used(root.delete(`/api/users/${caller.user.id}`));
      return caller;
    }),
    {
      ...badToken('a deactivated person by ID token', async () => {
        const caller = await personByIdToken('Admin');
        await used(root.delete(`/api/users/${caller.user.id}`));
        return caller;
      }),
      credential: 'oidc' as const,
    },
    {
      ...badToken('a role that is bound to nobody', async () => {
        const caller = await signer('Admin');
        await used(root.put(`/api/users/${caller.user.id}`, { iam_principals: [] }));
        return caller;
      }),
      credential: 'iam' as const,
      rejectedWith: [403, 'iam_principal_unbound'] as const,
    },
    {
      ...badToken('a deactivated Service User by IAM', async () => {
        const caller = await signer('Admin');
        await used(root.post(`/api/users/${caller.user.id}/revoke-tokens`));
        await used(root.delete(`/api/users/${caller.user.id}`));
        return caller;
      }),
      credential: 'iam' as const,
      rejectedWith: [403, 'user_deactivated'] as const,
    },
  ];

  /** Turns back the end of a token: what else would take a day. */
  async function expire(token: HttpResponse['body']): Promise<undefined> {
    await subject.client.send(
      new UpdateCommand({
        TableName: subject.tableName,
        Key: accountKey(token.user.id),
        UpdateExpression: 'SET tokens.#token.expiration = :past',
        ExpressionAttributeNames: { '#token': String(token.id) },
        ExpressionAttributeValues: { ':past': new Date(Date.now() - 1000).toISOString() },
      }),
    );
  }

  return { root, serviceUser, person, principals: [...good, ...bad] as readonly Principal[] };
}

export type Population = Awaited<ReturnType<typeof populate>>;

/** The same with one letter of its middle replaced. */
function garbled(text: string): string {
  const middle = Math.floor(text.length / 2);
  return text.slice(0, middle) + (text[middle] === 'a' ? 'b' : 'a') + text.slice(middle + 1);
}

async function used(response: Promise<HttpResponse>): Promise<undefined> {
  const { status, body } = await response;
  if (status >= 300) throw new Error(`it was refused: ${JSON.stringify(body)}`);
}
