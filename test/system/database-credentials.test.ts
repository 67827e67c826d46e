// The local database has a random access key id, which works as its password.
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreateTableCommand, DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { expect, test } from 'vitest';
import { consumerCredentials, databaseCredentials } from '../../infra/local/database-credentials.ts';
import { startDynamoDb } from '../../infra/local/dynamodb-local.ts';
import { REGION } from '../../infra/local/template/stack.ts';
import { temporaryFolder } from '../local/support/temporary.ts';

const newFolder = () => {
  const path = temporaryFolder();
  return { database: join(path, 'dynamodb'), databaseKey: join(path, 'database-key') };
};

interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}
const FIXED = { accessKeyId: 'local', secretAccessKey: 'local' };

/** Starts DynamoDB Local on the folder for some work. */
async function onDatabase<T>(folder: string, work: (clientOf: (one: Credentials) => DynamoDBClient) => Promise<T>) {
  const { endpoint, stop } = await startDynamoDb({ folder });
  try {
    return await work((credentials) => new DynamoDBClient({ endpoint, region: REGION, credentials }));
  } finally {
    await stop();
  }
}
const createTable = (client: DynamoDBClient) =>
  client.send(
    new CreateTableCommand({
      TableName: 'kept',
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      BillingMode: 'PAY_PER_REQUEST',
    }),
  );
const tablesOf = async (client: DynamoDBClient) => (await client.send(new ListTablesCommand())).TableNames;

test('are created once, in a file that only its owner can read', () => {
  const folder = newFolder();
  const credentials = databaseCredentials(folder);
  expect(credentials.accessKeyId).toMatch(/^[0-9a-f]{40}$/);
  expect(statSync(folder.databaseKey).mode & 0o777).toBe(0o600);
  expect(readFileSync(folder.databaseKey, 'utf8').trim()).toBe(credentials.accessKeyId);
  expect(databaseCredentials(folder)).toEqual(credentials);
  expect(databaseCredentials(newFolder())).not.toEqual(credentials);
  expect(consumerCredentials(credentials).accessKeyId).toMatch(/^[0-9a-f]{40}consumer$/);
});

test('are rejected when the file is invalid', () => {
  const folder = newFolder();
  for (const content of ['', 'local', '../x']) {
    writeFileSync(folder.databaseKey, content);
    expect(() => databaseCredentials(folder)).toThrow(`${folder.databaseKey} is invalid`);
  }
});

test('keep the data of a folder that used the fixed access key id, and close it to others', {
  // DynamoDB Local starts three times.
  timeout: 300_000,
}, async () => {
  const folder = newFolder();
  await onDatabase(folder.database, (clientOf) => createTable(clientOf(FIXED)));
  const credentials = databaseCredentials(folder);
  await onDatabase(folder.database, async (clientOf) => {
    expect(await tablesOf(clientOf(credentials))).toEqual(['kept']);
    expect(await tablesOf(clientOf(FIXED))).toEqual([]);
  });
  // The request above created an empty database with the fixed access key id.
  expect(databaseCredentials(folder).accessKeyId).toBe(credentials.accessKeyId);
  await onDatabase(folder.database, async (clientOf) => {
    expect(await tablesOf(clientOf(credentials))).toEqual(['kept']);
  });
});
