// The principals that send requests: valid credentials of each kind and role, and every invalid one.
import { locateSession, mintSession } from '../../../shared/auth/bearer-token.ts';
import { DAY_MS } from '../../../shared/domain/token.ts';
import { ROLES, type Role, type UserType } from '../../../shared/domain/user.ts';
import type { HttpClient } from '../../support/http-client.ts';
import { signIdToken } from '../../support/id-tokens.ts';
import { type Caller, expectSuccess, FIRST_TOKEN, type Fixtures } from '../support/fixtures.ts';
import { ADMIN_EMAIL, type SystemUnderTest } from '../support/system-under-test.ts';

/** The name of the principal that sends no credential. */
export const ANONYMOUS = 'an anonymous client';

export interface Principal {
  readonly name: string;
  readonly credential: 'service_token' | 'personal_token' | 'session' | 'id_token' | 'iam' | 'none';
  readonly user_type: UserType;
  readonly role: Role;
  /** The response of every route that is not public; undefined when the credential is valid. */
  readonly rejectedWith?: Expected;
  /** The response of the login to an ID token. @default success */
  readonly loginResponse?: Expected;
  /** Creates another principal of its kind, with its own account. */
  create(): Promise<Caller>;
}

/** Networks for documentation, which no request comes from (RFC 5737, RFC 3849). */
const ELSEWHERE = ['192.0.2.0/24', '2001:db8::/32'];

/** A status, and the code of the problem document. Without a code, the response is that of API Gateway. */
export type Expected = readonly [status: number, code?: string];

export function principalsOf(system: SystemUnderTest, fixtures: Fixtures): readonly Principal[] {
  const { root, serviceUser, person, personWithSession, workload, signer } = fixtures;

  const valid = ROLES.flatMap((role): Principal[] => [
    { name: `a person, ${role}`, credential: 'personal_token', user_type: 'Human', role, create: () => person(role) },
    {
      name: `a person by session, ${role}`,
      credential: 'session',
      user_type: 'Human',
      role,
      create: () => personWithSession(role),
    },
    {
      name: `a Service User, ${role}`,
      credential: 'service_token',
      user_type: 'Service',
      role,
      create: () => serviceUser(role),
    },
    {
      name: `a Service User by session, ${role}`,
      credential: 'session',
      user_type: 'Service',
      role,
      create: () => workload(role),
    },
    {
      name: `a Service User by IAM, ${role}`,
      credential: 'iam',
      user_type: 'Service',
      role,
      create: () => signer(role),
    },
  ]);

  const invalid = (name: string, create: Principal['create'], changes: Partial<Principal> = {}): Principal => ({
    name,
    credential: 'none',
    user_type: 'Service',
    role: 'Admin',
    rejectedWith: [401],
    create,
    ...changes,
  });
  /** The client sends another credential than the token of the Admin. */
  const sending = (clientOf: (token: string) => HttpClient) => async () => {
    const caller = await serviceUser('Admin');
    return { ...caller, client: clientOf(caller.token.bearer_token) };
  };
  /** Something happens to the Admin or the credential. */
  const after =
    <C extends Caller>(create: () => Promise<C>, event: (caller: C) => Promise<unknown>) =>
    async () => {
      const caller = await create();
      await event(caller);
      return caller;
    };
  const admin = () => serviceUser('Admin');
  const adminInSession = () => personWithSession('Admin');
  const adminWorkload = () => workload('Admin');
  const revoke = ({ token }: Caller) => expectSuccess(root.put(`/api/user-tokens/${token.id}`, { revoke: true }));
  const deactivate = ({ user }: Caller) => expectSuccess(root.delete(`/api/users/${user.id}`));
  const reactivate = ({ user }: Caller) => expectSuccess(root.post(`/api/users/${user.id}/reactivate`));
  const revokeAll = ({ user }: Caller) => expectSuccess(root.post(`/api/users/${user.id}/revoke-tokens`));
  const policyOf = ({ user, policy }: Awaited<ReturnType<typeof workload>>) =>
    `/api/users/${user.id}/federation-policies/${policy.id}`;
  /** Sends an ID token, which is no credential of the API. */
  const byIdToken =
    (event: (caller: Caller, idToken: string) => Promise<unknown> = async () => {}): Principal['create'] =>
    async () => {
      const caller = await person('Admin');
      const iat = Math.floor(Date.now() / 1000) - 1;
      const idToken = await signIdToken(caller.user.email, { claims: { iat } });
      await event(caller, idToken);
      return { ...caller, client: system.bearer(idToken) };
    };

  return [
    ...valid,
    invalid(
      ANONYMOUS,
      sending(() => system.bearer()),
    ),
    invalid(
      'a changed token',
      sending((token) => system.bearer(withOneLetterChanged(token))),
    ),
    invalid(
      'a truncated token',
      sending((token) => system.bearer(token.slice(0, -1))),
    ),
    invalid(
      'a text that is no token',
      sending(() => system.bearer('let-me-in')),
    ),
    invalid('an ID token', byIdToken(), { credential: 'id_token', user_type: 'Human' }),
    invalid('a changed ID token', async () => ({
      ...(await person('Admin')),
      client: system.bearer(withOneLetterChanged(await signIdToken(ADMIN_EMAIL))),
    })),
    invalid(
      'a used ID token',
      byIdToken((_, id_token) => expectSuccess(system.bearer().post('/api/login', { id_token }))),
      { credential: 'id_token', loginResponse: [401, 'id_token_used'] },
    ),
    invalid(
      'an ID token from before the sessions ended',
      byIdToken((caller) => revokeAll(caller)),
      {
        credential: 'id_token',
        loginResponse: [401, 'id_token_outdated'],
      },
    ),
    invalid(
      'an ID token of a deactivated person',
      byIdToken((caller) => deactivate(caller)),
      {
        credential: 'id_token',
        loginResponse: [403, 'user_deactivated'],
      },
    ),
    invalid('a changed session', async () => {
      const caller = await adminInSession();
      return { ...caller, client: system.bearer(withOneLetterChanged(caller.session)) };
    }),
    invalid('a session with another secret', async () => {
      const caller = await adminInSession();
      const locator = locateSession(caller.session);
      if (locator === undefined) throw new Error('The login returned no session.');
      const forged = mintSession({ ...locator, prefix: '', random: new Uint8Array(32) });
      return { ...caller, client: system.bearer(forged) };
    }),
    invalid('an expired session', () => inThePast(system, adminInSession)),
    invalid(
      'a session after its logout',
      after(adminInSession, ({ client }) => expectSuccess(client.post('/api/logout'))),
    ),
    invalid(
      'a leaked session',
      after(adminInSession, ({ session }) => expectSuccess(root.post('/api/leaked-tokens', { tokens: [session] }))),
    ),
    invalid('a session after the revocation of all tokens', after(adminInSession, revokeAll)),
    invalid(
      'a session of an unlinked identity',
      after(adminInSession, ({ user }) => expectSuccess(root.delete(`/api/users/${user.id}/identity`))),
    ),
    invalid('a session of a deactivated person', after(adminInSession, deactivate)),
    invalid(
      'a session of a reactivated person',
      after(adminInSession, async (caller) => {
        await deactivate(caller);
        await reactivate(caller);
      }),
    ),
    invalid(
      'a session of a changed federation policy',
      after(adminWorkload, (caller) => expectSuccess(root.put(policyOf(caller), { audience: 'https://example.com' }))),
    ),
    invalid(
      'a session of a disabled federation policy',
      after(adminWorkload, (caller) => expectSuccess(root.put(policyOf(caller), { enabled: false }))),
    ),
    invalid(
      'a session of a deleted federation policy',
      after(adminWorkload, (caller) => expectSuccess(root.delete(policyOf(caller)))),
    ),
    invalid(
      'a token from another address',
      // The first use from another address is recorded. Further uses within an hour write nothing.
      after(
        () => serviceUser('Admin', { token: { ...FIRST_TOKEN, allowed_cidrs: ELSEWHERE } }),
        ({ client }) => client.get('/api/me'),
      ),
    ),
    invalid('a session from another address', () => workload('Admin', {}, { allowed_cidrs: ELSEWHERE })),
    invalid('an expired token', () => inThePast(system, admin)),
    invalid('a revoked token', after(admin, revoke)),
    invalid(
      'a deleted token',
      after(admin, async (caller) => {
        await revoke(caller);
        await expectSuccess(root.delete(`/api/user-tokens/${caller.token.id}`));
      }),
    ),
    invalid(
      'a compromised token',
      after(admin, ({ token }) => expectSuccess(root.post('/api/leaked-tokens', { tokens: [token.bearer_token] }))),
    ),
    invalid(
      'a replaced secret',
      after(admin, async ({ token, client }) => {
        await expectSuccess(root.post(`/api/user-tokens/${token.id}/rotate`, { overlap_hours: 0 }));
        // The first use of a retired secret is recorded. Further uses write nothing.
        await client.get('/api/me');
      }),
    ),
    invalid(
      'a deactivated person',
      after(() => person('Admin'), deactivate),
    ),
    invalid(
      'an unbound IAM role',
      after(
        () => signer('Admin'),
        ({ user }) => expectSuccess(root.put(`/api/users/${user.id}`, { iam_principals: [] })),
      ),
      { credential: 'iam', rejectedWith: [403, 'iam_principal_unbound'] },
    ),
    invalid(
      'a deactivated Service User by IAM',
      after(
        () => signer('Admin'),
        async (caller) => {
          await expectSuccess(root.post(`/api/users/${caller.user.id}/revoke-tokens`));
          await deactivate(caller);
        },
      ),
      { credential: 'iam', rejectedWith: [403, 'user_deactivated'] },
    ),
  ];
}

/** Creates the account so long ago that its token and its session have expired. */
async function inThePast(system: SystemUnderTest, create: () => Promise<Caller>): Promise<Caller> {
  const { now } = system.effects;
  system.effects.now = () => new Date(now().getTime() - (FIRST_TOKEN.expires_in_days + 1) * DAY_MS);
  try {
    return await create();
  } finally {
    system.effects.now = now;
  }
}

function withOneLetterChanged(text: string): string {
  const middle = Math.floor(text.length / 2);
  return text.slice(0, middle) + (text[middle] === 'a' ? 'b' : 'a') + text.slice(middle + 1);
}
