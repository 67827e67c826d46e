// Teams, and which resources they give access to.
import { describe, expect, it } from 'vitest';
import { assertTeamsAssignable, reaches } from '../../shared/domain/permissions.ts';
import { isPublicName, withPublic } from '../../shared/domain/team.ts';

const PUBLIC = 1;

describe('R5: the teams of an account', () => {
  it('always include Public, and each team only once', () => {
    expect(withPublic([7, 7, PUBLIC])).toEqual([PUBLIC, 7]);
  });

  it('include Public by its name in any letter case', () => {
    expect(['Public', 'public', 'PUBLIC', 'Republic'].map(isPublicName)).toEqual([true, true, true, false]);
    expect(['Public\u200b', '\uff30ublic', 'Pub\u00adlic'].map(isPublicName)).toEqual([true, true, true]);
  });
});

describe('R5: a principal reaches a resource', () => {
  it.each([
    ['Admin', [PUBLIC], [], true],
    ['Admin', [PUBLIC], [7], true],
    ['Manager', [PUBLIC, 7], [7], true],
    ['Manager', [PUBLIC], [7], false],
    ['Member', [PUBLIC, 7], [8, 7], true],
    ['Member', [PUBLIC], [PUBLIC], true],
    ['Member', [PUBLIC, 7], [], false],
  ] as const)('with the role %s and the teams %j, of the teams %j: %s', (role, team_ids, resource, expected) => {
    expect(reaches({ role, team_ids }, { team_ids: resource })).toBe(expected);
  });
});

describe('a Manager may assign to a resource', () => {
  const manager = { role: 'Manager', team_ids: [PUBLIC, 7] } as const;

  it.each([
    ['their own teams and Public', [], [7, PUBLIC]],
    ['their own teams in addition to its teams', [8], [8, 7]],
    ['their own teams in place of its teams', [8], [7]],
  ])('%s', (_, before, after) => {
    expect(() => assertTeamsAssignable(manager, before, after)).not.toThrow();
  });

  it('no team of others, and at least one team', () => {
    expect(() => assertTeamsAssignable(manager, [], [7, 8])).toThrow(
      expect.objectContaining({ code: 'team_not_yours' }),
    );
    expect(() => assertTeamsAssignable(manager, [7], [])).toThrow(
      expect.objectContaining({ code: 'validation_failed' }),
    );
    expect(() => assertTeamsAssignable({ ...manager, role: 'Admin' }, [7], [])).not.toThrow();
    expect(() => assertTeamsAssignable({ ...manager, role: 'Admin' }, [], [8])).not.toThrow();
  });
});
