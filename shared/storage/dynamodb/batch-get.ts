// Reads many items by their keys, with strongly consistent reads.
import { BatchGetCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { awaitAll } from '../../services/await-all.ts';
import type { Key } from '../keys.ts';
import { orUnavailable } from './failures.ts';
import { type Item, migrateItem } from './schema-version.ts';

/**
 * The maximum number of keys in one BatchGetItem request.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html
 */
const MAX_BATCH_SIZE = 100;

/**
 * Reads the items that exist, in no particular order, with one round trip for each 100 keys.
 *
 * @param keys - Each key once: DynamoDB rejects a batch that contains a key twice.
 * @throws DomainError `storage_unavailable`, `schema_too_new`.
 */
export async function batchGet(
  client: DynamoDBDocumentClient,
  TableName: string,
  keys: readonly Key[],
): Promise<Item[]> {
  const batches = Array.from({ length: Math.ceil(keys.length / MAX_BATCH_SIZE) }, (_, index) =>
    keys.slice(index * MAX_BATCH_SIZE, (index + 1) * MAX_BATCH_SIZE),
  );
  return (await awaitAll(batches.map((batch) => getBatch(client, TableName, batch))))
    .flat()
    .map((item) => migrateItem(item));
}

async function getBatch(client: DynamoDBDocumentClient, TableName: string, keys: readonly Key[]): Promise<Item[]> {
  const items: Item[] = [];
  let Keys: Record<string, unknown>[] = keys.map((key) => ({ ...key }));
  while (Keys.length > 0) {
    const command = new BatchGetCommand({ RequestItems: { [TableName]: { Keys, ConsistentRead: true } } });
    const response = await orUnavailable(client.send(command));
    items.push(...(response.Responses?.[TableName] ?? []));
    Keys = response.UnprocessedKeys?.[TableName]?.Keys ?? [];
  }
  return items;
}
