// Compares the sets of items that two states of a resource are stored as.
import { isDeepStrictEqual } from 'node:util';
import { diffByKey } from '../domain/diff.ts';
import type { Item } from './dynamodb/schema-version.ts';
import type { Key } from './keys.ts';

/** The entries that a change adds, stores differently under the same key, and removes. */
export interface ItemDifference<T> {
  readonly added: readonly T[];
  readonly changed: readonly T[];
  readonly removed: readonly T[];
}

/** @param itemOf - Returns the item that an entry is stored as. */
export function diffItems<T>(
  before: readonly T[],
  after: readonly T[],
  itemOf: (entry: T) => Key & Item,
): ItemDifference<T> {
  const pairs = diffByKey(before, after, (entry) => JSON.stringify([itemOf(entry).pk, itemOf(entry).sk]));
  return {
    added: pairs.flatMap(([earlier, later]) => (!earlier && later ? [later] : [])),
    changed: pairs.flatMap(([earlier, later]) =>
      earlier && later && !isDeepStrictEqual(itemOf(earlier), itemOf(later)) ? [later] : [],
    ),
    removed: pairs.flatMap(([earlier, later]) => (earlier && !later ? [earlier] : [])),
  };
}
