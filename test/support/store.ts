// The stores on a table of their own, made from the synthesized template, with DynamoDB Local behind a proxy.
import { randomBytes } from 'node:crypto';
import { type DynamoDBDocumentClient, PutCommand, paginateScan } from '@aws-sdk/lib-dynamodb';
import { inject, test } from 'vitest';
import { ensureTable } from '../../infra/local/table.ts';
import { readAssembly } from '../../infra/local/template/assembly.ts';
import { REGION, resolveStack } from '../../infra/local/template/stack.ts';
import { effects } from '../../shared/runtime/effects.ts';
import type { Caller, Ports } from '../../shared/services/ports.ts';
import { dynamoAccounts } from '../../shared/storage/accounts.ts';
import { documentClient } from '../../shared/storage/document-client.ts';
import { dynamoIds } from '../../shared/storage/ids.ts';
import { dynamoAuditLog, dynamoDirectory } from '../../shared/storage/sources.ts';
import { type DynamoDbProxy, startDynamoDbProxy } from './dynamodb-proxy.ts';
import type { Item } from './invariants.ts';

export interface Store {
  /** The client that the functions use. */
  readonly client: DynamoDBDocumentClient;
  readonly tableName: string;
  readonly ports: Ports;
  /** An Admin who has all the time of the world. */
  readonly caller: Caller;
  readonly proxy: DynamoDbProxy;
  items(): Promise<Item[]>;
  /** Puts an item as it is. */
  put(item: Item): Promise<void>;
}

async function startStore(): Promise<Store & { stop(): Promise<void> }> {
  const proxy = await startDynamoDbProxy(inject('endpoint'));
  const database = {
    endpoint: proxy.endpoint,
    accessKeyId: `test${randomBytes(8).toString('hex')}`,
    secretAccessKey: 'x',
  };
  const stack = resolveStack(readAssembly(inject('assembly')), { AdminEmail: 'admin@example.com' });
  const [table] = stack.of('AWS::DynamoDB::GlobalTable');
  if (table === undefined) throw new Error('the stack has no table');
  await ensureTable(database, table);
  Object.assign(process.env, {
    AWS_ACCESS_KEY_ID: database.accessKeyId,
    AWS_ENDPOINT_URL_DYNAMODB: database.endpoint,
    AWS_REGION: REGION,
    AWS_SECRET_ACCESS_KEY: database.secretAccessKey,
  });
  const tableName = table.physicalId;
  const client = documentClient();
  return {
    client,
    tableName,
    proxy,
    ports: {
      ...effects,
      accounts: dynamoAccounts(client, tableName),
      ids: dynamoIds(client, tableName),
      directory: dynamoDirectory(client, tableName),
      auditLog: dynamoAuditLog(client, tableName),
      tokenPrefix: '',
    },
    caller: {
      principal: {
        id: 1,
        user_id: 'admin@example.com',
        user_type: 'Human',
        role: 'Admin',
        teams: ['Public'],
        authenticated_by: 'personal_token',
        token_generation: 1,
        token_id: 1,
      },
      actor: { user_id: 'admin@example.com', user_type: 'Human', authenticated_by: 'personal_token' },
      request_id: 'request',
      source_ip: '127.0.0.1',
      deadline: Number.POSITIVE_INFINITY,
    },
    async items() {
      const pages = paginateScan({ client }, { TableName: tableName, ConsistentRead: true });
      return (await Array.fromAsync(pages)).flatMap(({ Items = [] }) => Items);
    },
    async put(Item) {
      await client.send(new PutCommand({ TableName: tableName, Item }));
    },
    async stop() {
      client.destroy();
      await proxy.stop();
    },
  };
}

/** A test with stores that its file has to itself; no fault outlives its test. */
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
