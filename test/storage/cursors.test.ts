// The digest of a cursor has no secret key, so a client can forge a cursor with any key. A forged cursor is invalid input
// or a page of the list, and never reaches DynamoDB as a key that it rejects.
import { describe, expect } from 'vitest';
import { DomainError } from '../../shared/domain/errors.ts';
import { USER_SORTS } from '../../shared/domain/user.ts';
import { pageOf, type Source, sourceOf, writeCursor } from '../../shared/services/listing.ts';
import type { Ports } from '../../shared/services/ports/ports.ts';
import type { UserQuery } from '../../shared/services/ports/queries.ts';
import { createUser } from '../../shared/services/users.ts';
import { it } from '../support/table-fixture.ts';

const NOW = new Date();
const IN_2030 = { from: '2030-01-01T00:00:00Z', to: '2031-01-01T00:00:00Z' };
const users: UserQuery = { types: ['Service', 'Human'], includeDeactivated: true, sort: 'name', descending: false };

function lists({ directory, teams, datastores, auditLog }: Ports): Record<string, Source<unknown>> {
  const ofUsers = USER_SORTS.flatMap((sort) =>
    ([undefined, 'Member'] as const).map((role): [string, Source<unknown>] => [
      `users by ${sort}, role ${role}`,
      directory.users({ ...users, sort, role }),
    ]),
  );
  return {
    ...Object.fromEntries(ofUsers),
    'users in descending order': directory.users({ ...users, descending: true, role: 'Member' }),
    'active tokens': directory.serviceTokens({ status: 'Active', now: NOW }),
    'all tokens': directory.serviceTokens({ now: NOW }),
    'personal tokens': sourceOf([{ id: 1 }, { id: 2 }], ({ id }) => id),
    teams: teams.byName(),
    datastores: datastores.byName(),
    'datastores of teams': datastores.ofTeams([1, 2]),
    'audit log': auditLog.entries({}),
    'audit log of a time': auditLog.entries(IN_2030),
    'audit log of a target': auditLog.entries({ target: 'someone@service', action: 'user.created' }),
    'audit log of an actor': auditLog.entries({ actor: 'someone@service' }),
  };
}

const id = '0'.repeat(16);
const KEYS = {
  empty: '',
  'one character': 'x',
  'a short number': '7',
  'a sortable id': id,
  'the greatest sortable id': '9'.repeat(16),
  'a number that is too long': '9'.repeat(17),
  'a key of the order by name': `member\0${id}`,
  'a key of the order by role': `Member\0a\0${id}`,
  'a key of the order by role, of another role': `Admin\0a\0${id}`,
  'a key of the order by time': `2026-01-01T00:00:00.000Z\0${id}`,
  '1024 bytes': 'x'.repeat(1024),
  '1025 bytes': 'x'.repeat(1025),
  '1025 bytes in fewer characters': '\u{1F680}'.repeat(257),
  'an ordered key of 1041 bytes': `${'x'.repeat(1024)}\0${id}`,
  'a control character': 'a\0b',
  'a line break': `${id}\n`,
  'the last character of Unicode': '\u{10FFFF}',
  'a very long text': 'é'.repeat(5000),
};

describe('a forged cursor with a correct digest', () => {
  it('is invalid input or a page of every list', async ({ store: { ports, caller } }) => {
    await createUser(ports, caller, { name: 'Listed', role: 'Member', teams: [], user_type: 'Service' });
    for (const [list, source] of Object.entries(lists(ports))) {
      for (const [name, key] of Object.entries(KEYS)) {
        const outcome = await pageOf(source, { size: 2, cursor: writeCursor(key, 'scope') }, 'scope').then(
          ({ items }) => `${items.length <= 2}`,
          (error: unknown) => (error instanceof DomainError ? error.code : String(error)),
        );
        expect(['true', 'validation_failed'], `${list}: ${name}`).toContain(outcome);
      }
    }
  });

  it('is invalid input for a key of another format or outside of the list', async ({ store: { ports } }) => {
    const byRole = ports.directory.users({ ...users, role: 'Member' });
    const in2030 = ports.auditLog.entries(IN_2030);
    const rejected: [Source<unknown>, keyof typeof KEYS][] = [
      [ports.teams.byName(), 'empty'],
      [ports.teams.byName(), '1025 bytes'],
      [ports.teams.byName(), '1025 bytes in fewer characters'],
      [ports.datastores.byName(), 'a control character'],
      [ports.auditLog.entries({}), 'a short number'],
      [ports.auditLog.entries({}), 'a line break'],
      [in2030, 'a sortable id'],
      [in2030, 'the greatest sortable id'],
      [byRole, 'a key of the order by role, of another role'],
      [ports.directory.users(users), 'one character'],
      [ports.directory.users(users), 'an ordered key of 1041 bytes'],
      [sourceOf([{ id: 1 }], (item) => item.id), 'one character'],
    ];
    for (const [source, name] of rejected) expect([name, source.isKey(KEYS[name])]).toEqual([name, false]);
    expect(ports.teams.byName().isKey(KEYS['1024 bytes'])).toBe(true);
    expect(byRole.isKey(`Member\0a\0${id}`)).toBe(true);
    expect(byRole.isKey(`zzz\0${id}`)).toBe(false);
  });
});
