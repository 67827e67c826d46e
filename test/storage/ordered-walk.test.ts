// A walk through several partitions yields every entry once and in order, reads no entry twice, and reads few entries that
// the caller does not need.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { readAssembly } from '../../infra/local/template/assembly.ts';
import { BulkWriter } from '../../infra/operator/bulk-write.ts';
import type { OrderedList } from '../../shared/storage/dynamodb/ordered-query.ts';
import { orderedSource } from '../../shared/storage/dynamodb/ordered-source.ts';
import { walk } from '../../shared/storage/dynamodb/ordered-walk.ts';
import { SCHEMA_VERSION } from '../../shared/storage/dynamodb/schema-version.ts';
import { consumptionOf } from '../support/consumed-capacity.ts';
import { openTable, type Table } from '../support/table.ts';

const ENTRIES = 600;
const PARTITIONS = 3;
const numbers = Array.from({ length: ENTRIES }, (_, number) => number);
const keyOf = (number: number) => String(number).padStart(6, '0');
const KEYS = numbers.map(keyOf);

/** For each spread of a list, the partitions that contain an entry. */
const SPREADS: Record<string, (number: number) => number[]> = {
  'in turn': (number) => [number % PARTITIONS],
  'mostly in one partition': (number) => [number % 20 === 0 ? 1 : 0],
  'one partition after the other': (number) => [Math.floor((number * PARTITIONS) / ENTRIES)],
  'in several partitions each': (number) => (number % 4 === 0 ? [0, 1, 2] : [number % PARTITIONS]),
};

const partitionsOf = (spread: string) => Array.from({ length: PARTITIONS }, (_, index) => `${spread}#${index}`);

let table: Table;
beforeAll(async () => {
  table = await openTable(readAssembly(inject('assembly')), inject('endpoint'));
  // A client that waits longer than that of the functions.
  const writer = new BulkWriter(DynamoDBDocumentClient.from(new DynamoDBClient({})), table.tableName);
  for (const [spread, partitions] of Object.entries(SPREADS)) {
    for (const number of numbers) {
      const items = partitions(number).map((index) => ({ pk: `${spread}#${index}`, sk: keyOf(number) }));
      await writer.add(items.map((item) => ({ ...item, schema: SCHEMA_VERSION })));
    }
  }
  await writer.flush();
});

describe.each(Object.keys(SPREADS))('entries %s', (spread) => {
  const list = (changes: Partial<OrderedList> = {}): OrderedList => ({
    TableName: table.tableName,
    partitionKey: 'pk',
    sortKey: 'sk',
    keyFormat: /^\d{6}$/,
    partitions: partitionsOf(spread),
    overlapping: spread === 'in several partitions each',
    ...changes,
  });
  const stored = numbers.flatMap((number) => SPREADS[spread]?.(number) ?? []).length;

  async function walked(changes: Partial<OrderedList>, options: { size: number; first?: number; after?: string }) {
    const keys: unknown[] = [];
    const { entries } = await consumptionOf(table.client, async () => {
      for await (const chunk of walk(table.client, list(changes), options)) {
        keys.push(...chunk.entries.map(({ sk }) => sk));
      }
    });
    return { keys, entries };
  }

  it('are read once, in either direction, from any key, and with bounds', async () => {
    for (const size of [7, 100, 1000]) {
      expect(await walked({}, { size, first: 5 })).toEqual({ keys: KEYS, entries: stored });
      expect(await walked({ descending: true }, { size })).toEqual({ keys: KEYS.toReversed(), entries: stored });
    }
    const after = keyOf(250);
    expect((await walked({}, { size: 50, after })).keys).toEqual(KEYS.slice(251));
    expect((await walked({ descending: true }, { size: 50, after })).keys).toEqual(KEYS.slice(0, 250).toReversed());
    const bounds = { from: keyOf(100), to: keyOf(399) };
    expect((await walked(bounds, { size: 50 })).keys).toEqual(KEYS.slice(100, 400));
    expect((await walked({ ...bounds, from: keyOf(500) }, { size: 50 })).keys).toEqual([]);
  });

  it('are selected by their key without a gap', async () => {
    const matches = ({ sk }: Readonly<Record<string, unknown>>) => String(sk).endsWith('7');
    const { keys, entries } = await walked({ matches }, { size: 10 });
    expect(keys).toEqual(KEYS.filter((sk) => matches({ sk })));
    expect(entries).toBe(stored);
  });

  it('are found by their position with at most 1.5 times as many reads', async () => {
    const source = orderedSource({
      client: table.client,
      list: list(),
      identify: ({ sk }) => sk,
      load: async (entries) => entries,
    });
    for (const n of [1, 20, 100, 400, ENTRIES]) {
      let found: unknown;
      const { entries } = await consumptionOf(table.client, async () => {
        found = await source.keyAt(n);
      });
      expect(found).toBe(keyOf(n - 1));
      // At least 20 entries of each partition are read, and an entry in several partitions is read in each of them.
      expect(entries).toBeLessThanOrEqual(PARTITIONS * 20 + (1.5 * n * stored) / ENTRIES);
    }
    expect(await source.keyAt(ENTRIES + 1)).toBeUndefined();
  });
});
