// Compares the sets of items that two states of a resource are stored as.
import { isDeepStrictEqual } from 'node:util';
import type { Item } from './dynamodb/schema-version.ts';
import type { Key } from './keys.ts';

/** What a change adds, changes under the same key, and removes. Entries whose item is unchanged are left out. */
export interface Difference<T> {
  readonly added: readonly T[];
  readonly changed: readonly T[];
  readonly removed: readonly T[];
}

/** @param itemOf - Returns the item that an entry is stored as. */
export function diffByKey<T>(
  before: readonly T[],
  after: readonly T[],
  itemOf: (entry: T) => Key & Item,
): Difference<T> {
  const keyOf = (entry: T) => JSON.stringify([itemOf(entry).pk, itemOf(entry).sk]);
  const byKey = (entries: readonly T[]) => new Map(entries.map((entry) => [keyOf(entry), entry]));
  const [oldEntries, newEntries] = [byKey(before), byKey(after)];
  const hasChanged = (entry: T) => {
    const old = oldEntries.get(keyOf(entry));
    return old !== undefined && !isDeepStrictEqual(itemOf(entry), itemOf(old));
  };
  return {
    added: [...newEntries.values()].filter((entry) => !oldEntries.has(keyOf(entry))),
    changed: [...newEntries.values()].filter(hasChanged),
    removed: [...oldEntries.values()].filter((entry) => !newEntries.has(keyOf(entry))),
  };
}
