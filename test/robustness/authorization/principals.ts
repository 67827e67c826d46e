// The principals that send requests: valid credentials of each kind and role, and every invalid one.
import { DAY_MS } from '../../../shared/domain/token.ts';
import { ROLES, type Role, type UserType } from '../../../shared/domain/user.ts';
import type { HttpClient } from '../../support/http-client.ts';
import { signIdToken } from '../../support/id-tokens.ts';
import { type Caller, expectSuccess, FIRST_TOKEN, type Fixtures } from '../support/fixtures.ts';
import { ADMIN_EMAIL, type SystemUnderTest } from '../support/system-under-test.ts';

export interface Principal {
  readonly name: string;
  readonly credential: 'service_token' | 'personal_token' | 'oidc' | 'iam' | 'none';
  readonly user_type: UserType;
  readonly role: Role;
  /** The response of every route that is not public; undefined when the credential is valid. */
  readonly rejectedWith?: Expected;
  /** Creates another principal of its kind, with its own account. */
  create(): Promise<Caller>;
}

/** A status, and the code of the problem document. Without a code, the response is that of API Gateway. */
export type Expected = readonly [status: number, code?: string];

export function principalsOf(system: SystemUnderTest, fixtures: Fixtures): readonly Principal[] {
  const { root, serviceUser, person, personWithIdToken, signer } = fixtures;

  const valid = ROLES.flatMap((role): Principal[] => [
    { name: `a person, ${role}`, credential: 'personal_token', user_type: 'Human', role, create: () => person(role) },
    {
      name: `a person by ID token, ${role}`,
      credential: 'oidc',
      user_type: 'Human',
      role,
      create: () => personWithIdToken(role),
    },
    {
      name: `a Service User, ${role}`,
      credential: 'service_token',
      user_type: 'Service',
      role,
      create: () => serviceUser(role),
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
  const after = (create: () => Promise<Caller>, event: (caller: Caller) => Promise<unknown>) => async () => {
    const caller = await create();
    await event(caller);
    return caller;
  };
  const admin = () => serviceUser('Admin');
  const revoke = ({ token }: Caller) => expectSuccess(root.put(`/api/user-tokens/${token.id}`, { revoke: true }));
  const deactivate = ({ user }: Caller) => expectSuccess(root.delete(`/api/users/${user.id}`));

  return [
    ...valid,
    invalid(
      'an anonymous client',
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
    invalid('a changed ID token', async () => ({
      ...(await person('Admin')),
      client: system.bearer(withOneLetterChanged(await signIdToken(ADMIN_EMAIL))),
    })),
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
      'a deactivated person by ID token',
      after(() => personWithIdToken('Admin'), deactivate),
      {
        credential: 'oidc',
      },
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

/** Creates the account so long ago that its token has expired a day ago. */
async function inThePast(system: SystemUnderTest, create: Principal['create']): Promise<Caller> {
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
