// The schema version of stored items. Every item carries its version. A reader migrates an older item in memory, and
// rejects an item of a version that it does not know.

import type { DomainError } from '../../domain/errors.ts';
import * as errors from '../../domain/errors.ts';

export type Item = Record<string, unknown>;

/**
 * Migrates an item from one schema version to the next. A migration is a pure function, and returns items of the kinds
 * that it does not concern unchanged.
 */
export type Migration = (item: Item) => Item;

/** Version 1: pointers, guards, list entries and counters carry a version, too. */
const versioned: Migration = (item) => item;

/** Version 2: totals count the accounts. They do not include those of earlier versions until `npm run upgrade` counts them. */
const uncounted: Migration = (item) => (item.sk === 'ACCOUNT' ? { ...item, uncounted: true } : item);

/** One migration from each schema version to the next. Their number is the newest version that can be read. */
export const MIGRATIONS: readonly Migration[] = [versioned, uncounted];

/**
 * The schema version that is written. When a release adds a migration, the written version stays one behind the newest
 * readable version for that release, so that functions of the release before it can still read new items.
 */
export const SCHEMA_VERSION = 2;

/** The part of an update expression that sets the schema version of an item that the update creates. */
export const withSchemaVersion = {
  expression: 'SET #schema = if_not_exists(#schema, :schema)',
  names: { '#schema': 'schema' },
  values: { ':schema': SCHEMA_VERSION },
} as const;

/**
 * Returns the item in the newest schema version that can be read. The stored item is not changed.
 *
 * @throws DomainError `schema_too_new` for an item that a newer version of the system wrote.
 * @throws Error for an item whose schema version is not a whole number from 0.
 */
export function migrateItem(item: Item, migrations: readonly Migration[] = MIGRATIONS): Item {
  const { schema = 0 } = item;
  const newest = migrations.length;
  if (schema === newest) return item;
  if (typeof schema !== 'number' || !Number.isInteger(schema) || schema < 0) {
    throw new Error(`${describeItem(item)} has an invalid schema version`);
  }
  if (schema > newest) throw tooNew(item, newest);
  const migrated = migrations.slice(schema).reduce((older, migrate) => migrate(older), item);
  return { ...migrated, schema: newest };
}

function tooNew(item: Item, newest: number): DomainError {
  return errors.schemaTooNew(
    new Error(`${describeItem(item)} has schema version ${item.schema}; the newest known is ${newest}`),
  );
}

/** Contains only the first part of the key: the rest of some keys contains names of people. */
function describeItem({ pk }: Item): string {
  return `An item ${String(pk).split('#')[0]}`;
}
