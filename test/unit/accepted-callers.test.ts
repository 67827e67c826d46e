import { describe, expect, it } from 'vitest';
import { AUTHORIZER_ALIASES, acceptsCaller, authorizerAlias } from '../../shared/auth/accepted-callers.ts';
import type { Principal } from '../../shared/domain/principal.ts';

const ARN = 'arn:aws:lambda:eu-west-1:111111111111:function:service-users-prod-authorize-bearer';
const CALLERS: Readonly<Record<string, Pick<Principal, 'role' | 'user_type'>>> = {
  member: { role: 'Member', user_type: 'Service' },
  manager: { role: 'Manager', user_type: 'Service' },
  admin: { role: 'Admin', user_type: 'Service' },
  'human member': { role: 'Member', user_type: 'Human' },
  'human manager': { role: 'Manager', user_type: 'Human' },
  'human admin': { role: 'Admin', user_type: 'Human' },
};
const acceptedBy = (functionArn: string) =>
  Object.entries(CALLERS).flatMap(([name, caller]) => (acceptsCaller(functionArn, caller) ? [name] : []));

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
