// Fixtures of storage tests: repositories on a separate table, with DynamoDB Local behind a proxy.
import { DeleteCommand, PutCommand, paginateScan } from '@aws-sdk/lib-dynamodb';
import { inject, test } from 'vitest';
import { readAssembly } from '../../infra/local/template/assembly.ts';
import type { Caller } from '../../shared/services/ports/request-context.ts';
import { type DynamoDbProxy, startDynamoDbProxy } from './dynamodb-proxy.ts';
import type { Item } from './invariants.ts';
import { CALLER, openTable, type Table } from './table.ts';

export interface Store extends Table {
  readonly caller: Caller;
  readonly proxy: DynamoDbProxy;
  items(): Promise<Item[]>;
  /** Writes an item unchanged. */
  put(item: Item): Promise<void>;
  /** Deletes the item with this key. */
  remove(key: Item): Promise<void>;
}

async function startStore(): Promise<Store & { stop(): Promise<void> }> {
  const proxy = await startDynamoDbProxy(inject('endpoint'));
  const table = await openTable(readAssembly(inject('assembly')), proxy.endpoint);
  const { client, tableName } = table;
  return {
    ...table,
    caller: CALLER,
    proxy,
    async items() {
      const pages = paginateScan({ client }, { TableName: tableName, ConsistentRead: true });
      return (await Array.fromAsync(pages)).flatMap(({ Items = [] }) => Items);
    },
    async put(Item) {
      await client.send(new PutCommand({ TableName: tableName, Item }));
    },
    async remove(Key) {
      await client.send(new DeleteCommand({ TableName: tableName, Key }));
    },
    async stop() {
      client.destroy();
      await proxy.stop();
    },
  };
}

/** A test with the repositories of its file. Faults are reset after each test. */
export const it = test
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads off the pattern what a fixture needs: nothing.
  .extend('fileStore', { scope: 'file' }, async ({}, { onCleanup }) => {
    const store = await startStore();
    onCleanup(() => store.stop());
    return store;
  })
  .extend('store', ({ fileStore }, { onCleanup }): Store => {
    fileStore.proxy.takeCalls();
    onCleanup(() => fileStore.proxy.setFault(() => 'none'));
    return fileStore;
  });
