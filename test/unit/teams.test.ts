import { describe, expect, it } from 'vitest';
import { assertTeamsAssignable, reaches } from '../../shared/domain/permissions.ts';
import { isPublicName, nameKey, withPublic } from '../../shared/domain/team.ts';

const PUBLIC = 1;

describe('R5: Public is always included', () => {
  it('adds Public, and keeps each team once', () => {
    expect(withPublic([7, 7, PUBLIC])).toEqual([PUBLIC, 7]);
  });

  it('is known in any case', () => {
    expect(['Public', 'public', 'PUBLIC', 'Republic'].map(isPublicName)).toEqual([true, true, true, false]);
  });

  it('takes names for one that differ in case, or in how accents are encoded', () => {
    expect(nameKey('Caf\u00e9')).toBe(nameKey('CAFE\u0301'));
    expect(nameKey('Data')).not.toBe(nameKey('Data '));
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
  ] as const)('%s in teams %j, resource of teams %j: %s', (role, team_ids, resource, expected) => {
    expect(reaches({ role, team_ids }, { team_ids: resource })).toBe(expected);
  });
});

describe('a Manager gives teams to a resource', () => {
  const manager = { role: 'Manager', team_ids: [PUBLIC, 7] } as const;

  it.each([
    ['their own and Public', [], [7, PUBLIC]],
    ['besides what it had', [8], [8, 7]],
    ['in the place of what it had', [8], [7]],
  ])('%s', (_, before, after) => {
    expect(() => assertTeamsAssignable(manager, before, after)).not.toThrow();
  });

  it('never one that they are not in, and always at least one', () => {
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
