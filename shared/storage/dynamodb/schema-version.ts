// The layout of items: each carries the number of its own. A reader brings an older item up to date, and refuses a newer one.

import type { DomainError } from '../../domain/errors.ts';
import * as errors from '../../domain/errors.ts';

export type Item = Record<string, unknown>;

/** Makes an item of one layout into the next: pure, and leaves items of kinds that it does not concern as they are. */
export type Migration = (item: Item) => Item;

/**
 * From each layout to the next; their number is the newest layout that is read. In layout 0, pointers, guards, entries of
 * lists and counters carried no number; nothing else was different.
 */
export const MIGRATIONS: readonly Migration[] = [(item) => item];

/** The layout that is written: for one release older than what is read, so that the functions before it read on. */
export const SCHEMA_VERSION = 1;

/** The part of an update that numbers the item which it is the first to write. */
export const withSchemaVersion = {
  expression: 'SET #schema = if_not_exists(#schema, :schema)',
  names: { '#schema': 'schema' },
  values: { ':schema': SCHEMA_VERSION },
} as const;

/**
 * The item in the newest layout that is known here; what is stored stays as it is.
 *
 * @throws DomainError `schema_too_new` for an item of a layout that only later versions of the system know.
 */
export function migrateItem(item: Item, upgrades: readonly Migration[] = MIGRATIONS): Item {
  const { schema = 0 } = item;
  if (schema === upgrades.length) return item;
  if (!Number.isInteger(schema) || (schema as number) < 0) throw new Error(`${kindOf(item)} of no layout`);
  if ((schema as number) > upgrades.length) throw tooNew(item, upgrades.length);
  const newest = upgrades.slice(schema as number).reduce((older, upgrade) => upgrade(older), item);
  return { ...newest, schema: upgrades.length };
}

function tooNew(item: Item, newest: number): DomainError {
  return errors.schemaTooNew(
    new Error(`${kindOf(item)} has schema version ${item.schema}; the newest known is ${newest}`),
  );
}

/** The keys of some kinds go on with names of people. */
function kindOf({ pk }: Item): string {
  return `An item ${String(pk).split('#')[0]}`;
}
