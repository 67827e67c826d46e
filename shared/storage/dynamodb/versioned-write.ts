// Writes the item of a versioned resource under optimistic locking.
import type { Change } from '../../services/ports/repositories.ts';
import { isNew, unchangedSinceRead } from '../conditions.ts';
import type { Key } from '../keys.ts';
import type { Item } from './schema-version.ts';
import { modifiedConcurrently, put, remove, type Write, type WriteRejection } from './transaction.ts';

/** How a resource is stored as an item. */
export interface ItemFormat<T> {
  readonly keyOf: (id: number) => Key;
  readonly toItem: (resource: T) => Item;
  readonly parse: (item: Item) => T;
}

/** Creates, replaces or deletes the item of the resource, if it is still what the change was decided on. */
export function versionedWrite<T extends { readonly id: number; readonly version: number }>(
  { before, after }: Pick<Change<T>, 'before' | 'after'>,
  { keyOf, toItem, parse }: ItemFormat<T>,
): Write<WriteRejection<T>> {
  const onRejected = (stored: Item | undefined) => modifiedConcurrently(stored && parse(stored));
  const condition = before === undefined ? isNew : unchangedSinceRead(before.version);
  if (after !== undefined) return put<WriteRejection<T>>(toItem(after), { condition, onRejected });
  if (before === undefined) throw new Error('A change has neither a state before nor a state after');
  return remove<WriteRejection<T>>(keyOf(before.id), { condition, onRejected });
}
