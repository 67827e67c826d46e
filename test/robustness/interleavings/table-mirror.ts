// A copy of the table in memory. After a write, only the written items are read again, and restoring a snapshot writes only the
// items that differ.
import { isDeepStrictEqual } from 'node:util';
import type { Key } from '../../../shared/storage/keys.ts';
import type { Item } from '../../support/invariants.ts';
import { textOf } from '../support/access-set.ts';
import type { SystemUnderTest } from '../support/system-under-test.ts';
import { readItems, writeItems } from '../support/table-items.ts';

export type Snapshot = ReadonlyMap<string, Item>;

export interface TableMirror {
  items(): readonly Item[];
  snapshot(): Snapshot;
  /** Reads the whole table again. */
  reload(): Promise<void>;
  /** Reads these items again. */
  refresh(keys: readonly Key[]): Promise<void>;
  /** Makes the table equal the snapshot. */
  restore(snapshot: Snapshot): Promise<void>;
  /** Whether the copy equals the table. */
  equalsTable(): Promise<boolean>;
}

export async function mirrorTable(system: SystemUnderTest): Promise<TableMirror> {
  const { directClient, tableName } = system;
  const readAll = async () => new Map((await system.items()).map((item) => [textOf(item), item]));
  let copy = await readAll();

  return {
    items: () => [...copy.values()],
    snapshot: () => new Map(copy),

    async reload() {
      copy = await readAll();
    },

    async refresh(keys) {
      const stored = await readItems(directClient, tableName, keys);
      for (const key of keys) copy.delete(textOf(key));
      for (const [key, item] of stored) copy.set(key, item);
    },

    async restore(snapshot) {
      const puts = [...snapshot]
        .filter(([key, item]) => copy.get(key) !== item)
        .map(([, Item]) => ({ PutRequest: { Item } }));
      const deletions = [...copy]
        .filter(([key]) => !snapshot.has(key))
        .map(([, { pk, sk }]) => ({ DeleteRequest: { Key: { pk, sk } } }));
      await writeItems(directClient, tableName, [...puts, ...deletions]);
      copy = new Map(snapshot);
    },

    equalsTable: async () => isDeepStrictEqual(await readAll(), copy),
  };
}
