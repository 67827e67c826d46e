// Counters in items: how many resources of each kind there are. A change updates them in its own transaction, so that they are
// exact: the condition on the version of the resource (`unchangedSinceRead`, `isNew`) makes it count the state that it replaces.
import { type Guard, update, type Write } from './dynamodb/transaction.ts';
import type { Key } from './keys.ts';

/** Numbers by the name of the counter. */
export type Counts = Readonly<Record<string, number>>;

export function sum(counts: readonly Counts[]): Counts {
  const total: Record<string, number> = {};
  for (const [name, number] of counts.flatMap((one) => Object.entries(one))) total[name] = (total[name] ?? 0) + number;
  return total;
}

/** What has to be added to the counters, without those that stay the same. */
export function difference(before: Counts, after: Counts): Counts {
  const names = Object.keys({ ...before, ...after });
  const changes = names.map((name) => [name, (after[name] ?? 0) - (before[name] ?? 0)] as const);
  return Object.fromEntries(changes.filter(([, number]) => number !== 0));
}

/** Adds the numbers to the counters of the item; no write when there is nothing to add. */
export function countWrites<Rejection = never>(key: Key, counts: Counts, guard?: Guard<Rejection>): Write<Rejection>[] {
  const names = Object.keys(counts).sort();
  if (names.length === 0) return [];
  const values = Object.fromEntries(names.map((name) => [`:${name}`, counts[name]]));
  return [update(key, { expression: `ADD ${names.map((name) => `${name} :${name}`).join(', ')}`, values }, guard)];
}
