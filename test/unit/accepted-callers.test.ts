import { describe, expect, it } from 'vitest';
import { AUTHORIZER_ALIASES, acceptsCaller, authorizerAlias } from '../../shared/auth/accepted-callers.ts';
import type { Principal } from '../../shared/domain/principal.ts';

const ARN = 'arn:aws:lambda:eu-west-1:111111111111:function:service-users-prod-authorize-bearer';
const CALLERS: Readonly<Record<string, Pick<Principal, 'role' | 'user_type' | 'scopes'>>> = {
  member: { role: 'Member', user_type: 'Service', scopes: null },
  manager: { role: 'Manager', user_type: 'Service', scopes: null },
  admin: { role: 'Admin', user_type: 'Service', scopes: null },
  'human member': { role: 'Member', user_type: 'Human', scopes: null },
  'human manager': { role: 'Manager', user_type: 'Human', scopes: null },
  'human admin': { role: 'Admin', user_type: 'Human', scopes: null },
};
const acceptedBy = (functionArn: string) =>
  Object.entries(CALLERS).flatMap(([name, caller]) => (acceptsCaller({ functionArn }, caller) ? [name] : []));

describe('an authorizer', () => {
  it.for([
    [false, false, 'service-users', ['member', 'manager']],
    [true, false, 'with-admins', ['member', 'manager', 'admin']],
    [false, true, 'with-people', ['member', 'manager', 'human member', 'human manager']],
    [true, true, 'with-admins-and-people', Object.keys(CALLERS)],
  ] as const)(
    'with allowAdmins %s and allowPeople %s has the alias %s',
    ([allowAdmins, allowPeople, alias, accepted]) => {
      expect(authorizerAlias({ allowAdmins, allowPeople })).toBe(alias);
      expect(acceptedBy(`${ARN}:${alias}`)).toEqual(accepted);
      expect(AUTHORIZER_ALIASES).toContain(alias);
    },
  );

  it('without an alias accepts every account, in every partition', () => {
    expect(acceptedBy(ARN)).toEqual(Object.keys(CALLERS));
    expect(acceptedBy(ARN.replace('arn:aws:', 'arn:aws-us-gov:'))).toEqual(Object.keys(CALLERS));
  });

  it.each([
    `${ARN}:unknown`,
    `${ARN}:$LATEST`,
    `${ARN}:1`,
    `${ARN}:`,
    `${ARN}:constructor`,
    `${ARN}:with-people:with-admins-and-people`,
    `${ARN}:WITH-PEOPLE`,
    `${ARN}:with-people\n`,
    'service-users-prod-authorize-bearer',
    '',
    undefined as unknown as string,
  ])('invoked as %j accepts no account', (functionArn) => {
    expect(acceptedBy(functionArn)).toEqual([]);
  });

  it('has one alias for each combination', () => {
    expect(new Set(AUTHORIZER_ALIASES).size).toBe(4);
    expect(AUTHORIZER_ALIASES).toHaveLength(4);
  });
});

describe('a credential with scopes', () => {
  const accepts = (
    scopes: readonly string[],
    stageVariables?: Record<string, string> | null,
    alias = ':service-users',
  ) => acceptsCaller({ functionArn: ARN + alias, stageVariables }, { role: 'Member', user_type: 'Service', scopes });
  const named = (name: string) => ({ serviceUsersApi: name });

  it('is accepted by the API that its scopes name', () => {
    expect(accepts(['api:reports'], named('reports'))).toBe(true);
    expect(accepts(['api:orders', 'api:reports'], named('reports'))).toBe(true);
  });

  it('is refused by any other API, and by one without a name', () => {
    expect(accepts(['api:orders'], named('reports'))).toBe(false);
    expect(accepts(['users:write', 'tokens:write'], named('reports'))).toBe(false);
    expect(accepts([], named('reports'))).toBe(false);
    for (const variables of [undefined, null, {}, named(''), { other: 'reports' }]) {
      expect(accepts(['api:reports', 'api:undefined', 'api:null'], variables)).toBe(false);
    }
    expect(accepts(['api:write'], named('read'))).toBe(false);
  });

  it('still needs a role and a type that the API accepts', () => {
    const invocation = { functionArn: `${ARN}:service-users`, stageVariables: named('reports') };
    const scopes = ['api:reports'];
    expect(acceptsCaller(invocation, { role: 'Admin', user_type: 'Service', scopes })).toBe(false);
    expect(acceptsCaller(invocation, { role: 'Member', user_type: 'Human', scopes })).toBe(false);
  });

  it('is accepted by the API of this system, whose operations verify their scopes', () => {
    expect(accepts([], undefined, '')).toBe(true);
  });
});
