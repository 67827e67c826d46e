// GET /api/users: combinations of filters and orders, compared with the same filters over plain objects.
import { expect } from 'vitest';
import type { UserView } from '../../shared/contracts/responses.ts';
import type { UserFilter } from '../../shared/contracts/users.ts';
import { authenticateToken } from '../../shared/services/authentication.ts';
import { createTeam } from '../../shared/services/teams.ts';
import { createUser, deactivateUser, listUsers, updateUser } from '../../shared/services/users.ts';
import { CALLER } from '../support/table.ts';
import { it as base } from '../support/table-fixture.ts';

const ROLES = ['Admin', 'Manager', 'Member'] as const;
const TEAMS = [[], ['Data'], ['Ops'], ['Ops', 'Data'], ['Data', 'Public']];

const it = base.extend('users', { scope: 'file' }, async ({ fileStore: { ports } }) => {
  for (const name of ['Data', 'Ops']) await createTeam(ports, CALLER, { name, description: '' });
  for (let number = 0; number < 36; number += 1) {
    const token = { name: 'first', expires_in_days: 1 };
    const { id, token: issued } = await createUser(ports, CALLER, {
      name: `${['Zeta', 'alpha', 'Beta'][number % 3]} ${String((number * 7) % 36).padStart(2, '0')}`,
      role: ROLES[(number + 1) % 4] ?? 'Member',
      teams: TEAMS[number % TEAMS.length] ?? [],
      ...(number % 5 === 0
        ? { user_type: 'Human' as const, email: `person.${number}@example.com` }
        : { user_type: 'Service' as const, ...(number % 7 === 0 && { token }) }),
    });
    if (issued) await authenticateToken(ports, issued.bearer_token);
    // Half of the users change their position in every order.
    if (number % 2 === 0) await updateUser(ports, CALLER, String(id), { name: `Moved ${number}`, role: 'Manager' });
    if (number % 6 === 0) await updateUser(ports, CALLER, String(id), { teams: ['Data'] });
    if (number % 9 === 1 && !issued) await deactivateUser(ports, CALLER, String(id));
  }
  const all = await listUsers(ports, { include_deleted: true, sort: 'created', sort_dir: 'asc', size: 200 });
  expect(all.items).toHaveLength(36);
  return all.items;
});

const ORDERS: Record<UserFilter['sort'], (user: UserView) => string> = {
  name: ({ name }) => name.toLowerCase(),
  created: ({ id }) => String(id).padStart(5, '0'),
  role: ({ role, name }) => `${role} ${name.toLowerCase()}`,
  last_login: ({ last_login, id }) => `${last_login ?? ''} ${String(id).padStart(5, '0')}`,
};

function* combinations(): Generator<UserFilter> {
  let number = 0;
  for (const sort of Object.keys(ORDERS) as UserFilter['sort'][])
    for (const include_deleted of [true, false])
      for (const type of [undefined, 'Service', 'Human'] as const)
        for (const role of [undefined, 'Manager'] as const)
          for (const team of [undefined, 'data', 'Public'])
            for (const name of [undefined, 'ED 1']) {
              number += 1;
              const sort_dir = (number + Math.floor(number / 6)) % 2 === 0 ? 'asc' : 'desc';
              yield { sort, sort_dir, include_deleted, type, role, team, name, size: 200 };
            }
}

const has = (part: string | undefined, whole: string) => whole.toLowerCase().includes((part ?? '').toLowerCase());

it('lists the requested users in order, with their total', { timeout: 120_000 }, async ({
  store: { ports },
  users,
}) => {
  let found = 0;
  for (const [number, query] of [...combinations()].entries()) {
    // The number of values of each filter does not divide five, so that each two values meet in one of these.
    if (number % 5 > 1) continue;
    const order = ORDERS[query.sort];
    const expected = users
      .filter(
        (user) =>
          (query.include_deleted || user.deleted_at === null) &&
          (query.type ?? user.user_type) === user.user_type &&
          (query.role ?? user.role) === user.role &&
          user.teams.some((team) => query.team === undefined || team.toLowerCase() === query.team.toLowerCase()) &&
          has(query.name, user.name),
      )
      .sort((a, b) => (order(a) < order(b) ? -1 : 1));
    if (query.sort_dir === 'desc') expected.reverse();
    const { items, total } = await listUsers(ports, query);
    // A part of a name has no total.
    const count = query.name === undefined ? expected.length : null;
    expect([query, total, items.map(({ id }) => id)]).toEqual([query, count, expected.map(({ id }) => id)]);
    found += items.length;
    if (number % 5 > 0) continue;
    const walked: UserView[] = [];
    for (let cursor: string | null = '*'; cursor !== null; ) {
      const page: Awaited<ReturnType<typeof listUsers>> = await listUsers(ports, { ...query, size: 12, cursor });
      walked.push(...page.items);
      cursor = page.next_cursor;
    }
    expect([query, walked]).toEqual([query, expected]);
    const second = await listUsers(ports, { ...query, size: 4, page: 2 });
    expect([query, second.items]).toEqual([query, expected.slice(4, 8)]);
  }
  expect(found).toBeGreaterThan(400);
});

it('continues a walk at the cursor while users are created and deactivated', async ({ store: { ports }, users }) => {
  const query: UserFilter = { include_deleted: false, sort: 'name', sort_dir: 'asc', size: 5 };
  const there = users.filter(({ deleted_at }) => deleted_at === null).map(({ id }) => id);
  const walked: number[] = [];
  let round = 0;
  for (let cursor: string | null = '*'; cursor !== null; round += 1) {
    const page: Awaited<ReturnType<typeof listUsers>> = await listUsers(ports, { ...query, cursor });
    walked.push(...page.items.map(({ id }) => id));
    cursor = page.next_cursor;
    // One user is added before the cursor and one is removed: with page numbers, one would be repeated or skipped.
    await createUser(ports, CALLER, { name: `000 ${round}`, role: 'Member', teams: [], user_type: 'Service' });
    const gone = page.items.find(({ user_type, last_login }) => user_type === 'Service' && last_login === null);
    if (gone) await deactivateUser(ports, CALLER, String(gone.id));
  }
  expect(round).toBeGreaterThan(4);
  expect(walked.toSorted((a, b) => a - b)).toEqual(there.toSorted((a, b) => a - b));
});
