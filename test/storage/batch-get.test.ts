// Reads of many items, when DynamoDB leaves keys unprocessed because it throttles a part of a batch.

import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { expect } from 'vitest';
import { batchGet } from '../../shared/storage/dynamodb/batch-get.ts';
import { put } from '../../shared/storage/dynamodb/transaction.ts';
import { teamKey } from '../../shared/storage/keys.ts';
import { it, type Store } from '../support/table-fixture.ts';

const KEYS = [1, 2, 3].map(teamKey);

/** Lets DynamoDB process only this number of keys in each call, and returns the pauses. */
async function readWith(store: Store, processed: number) {
  const { client, tableName } = store;
  const items = KEYS.map((key) => put({ ...key }).item(tableName));
  await client.send(new TransactWriteCommand({ TransactItems: items }));
  client.middlewareStack.add(
    (next) => async (args) => {
      const input = args.input as { RequestItems: Record<string, { Keys: unknown[] }> };
      const Keys = input.RequestItems[tableName]?.Keys ?? [];
      const { output, ...rest } = await next(args);
      const { Responses = {} } = output as { Responses?: Record<string, Record<string, unknown>[]> };
      const done = Keys.slice(0, processed) as { readonly pk: unknown }[];
      const kept = (Responses[tableName] ?? []).filter(({ pk }) => done.some((key) => key.pk === pk));
      const unprocessed = { [tableName]: { Keys: Keys.slice(processed) } };
      return { ...rest, output: { ...output, Responses: { [tableName]: kept }, UnprocessedKeys: unprocessed } };
    },
    { step: 'initialize', name: 'throttling', override: true },
  );
  const pauses: number[] = [];
  try {
    const read = await batchGet(client, tableName, KEYS, { pause: async (longest) => pauses.push(longest) });
    return { pauses, read: read.map(({ pk }) => pk) };
  } catch (error) {
    return { pauses, error };
  } finally {
    client.middlewareStack.remove('throttling');
  }
}

it('reads the unprocessed keys again, after a pause that grows', async ({ store }) => {
  const { pauses, read } = await readWith(store, 1);
  expect(read).toEqual(KEYS.map(({ pk }) => pk));
  expect(pauses).toEqual([50, 100]);
});

it('fails when keys stay unprocessed', async ({ store }) => {
  const { pauses, error } = await readWith(store, 0);
  expect(error).toMatchObject({ code: 'storage_unavailable' });
  expect(pauses).toEqual([50, 100, 200, 400, 800]);
});
