// Lists merge several partitions of an index into one order, with every item exactly once.
import { expect } from 'vitest';
import type { NewUser } from '../../shared/contracts/users.ts';
import { createUser, deactivateUser, listUsers } from '../../shared/services/users.ts';
import { it, type Store } from '../support/table-fixture.ts';

const query = { include_deleted: true, sort: 'name', sort_dir: 'asc' } as const;

async function make({ ports, caller }: Store, name: string, changes: Partial<NewUser> = {}): Promise<number> {
  const wanted: NewUser = { name, role: 'Member', teams: [], user_type: 'Service', ...changes };
  return (await createUser(ports, caller, wanted)).id;
}

/** The names of a list, walked by cursor. */
async function walked({ ports }: Store, size: number, filter: { name: string; sort_dir?: 'asc' | 'desc' }) {
  const names: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await listUsers(ports, { ...query, ...filter, size, cursor });
    names.push(...page.items.map(({ name }) => name));
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined);
  return names;
}

it('merges people and Service Users, active and deactivated, for every page size', async ({ store }) => {
  const names = Array.from({ length: 24 }, (_, number) => `Merged ${String(number).padStart(2, '0')}`);
  for (const [number, name] of names.entries()) {
    const human = { user_type: 'Human', email: `merged.${number}@example.com` } as const;
    const id = await make(store, name, number % 3 === 0 ? human : {});
    if (number % 4 === 0) await deactivateUser(store.ports, store.caller, String(id));
  }
  for (const size of [1, 2, 5, 7, 24, 200]) {
    expect(await walked(store, size, { name: 'Merged' })).toEqual(names);
    expect(await walked(store, size, { name: 'Merged', sort_dir: 'desc' })).toEqual(names.toReversed());
  }
});

it('lists names in all scripts', async ({ store }) => {
  // DynamoDB sorts by UTF-8 bytes, JavaScript by UTF-16 code units. The orders differ beyond U+FFFF.
  const names = [
    '\u{1F680} order a',
    '\uFF01 order b',
    'é order c',
    'Z order d',
    '\u{1F6F0} order e',
    '\uFFFD order f',
  ];
  for (const name of names) await make(store, name);
  for (const size of [1, 2, 3, 10]) {
    const seen = await walked(store, size, { name: 'order' });
    expect([size, seen.toSorted()]).toEqual([size, names.toSorted()]);
  }
});

it('walks through all items without a filter', async ({ store }) => {
  for (const name of ['\u{1F680} plain a', '\uFF01 plain b', 'plain c']) await make(store, name);
  const names: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await listUsers(store.ports, { ...query, size: 1, cursor });
    names.push(...page.items.map(({ name }) => name));
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined);
  const { total } = await listUsers(store.ports, { ...query, size: 1 });
  expect(names).toHaveLength(total ?? 0);
  expect(new Set(names).size).toBe(total);
});
