// Reads many items by their keys, strongly consistent.
import { BatchGetCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { awaitAll } from '../../services/await-all.ts';
import type { Key } from '../keys.ts';
import { orUnavailable } from './failures.ts';
import { type Item, migrateItem } from './schema-version.ts';

/** The most that DynamoDB answers at once. */
const BATCH = 100;

/** The items that are there, in no order; one round trip for each hundred. @param keys - Each once. */
export async function batchGet(
  client: DynamoDBDocumentClient,
  TableName: string,
  keys: readonly Key[],
): Promise<Item[]> {
  const batches = Array.from({ length: Math.ceil(keys.length / BATCH) }, (_, index) =>
    keys.slice(index * BATCH, (index + 1) * BATCH),
  );
  return (await awaitAll(batches.map((batch) => getBatch(client, TableName, batch))))
    .flat()
    .map((item) => migrateItem(item));
}

async function getBatch(client: DynamoDBDocumentClient, TableName: string, keys: readonly Key[]) {
  const items: Item[] = [];
  let Keys: Record<string, unknown>[] = keys.map((key) => ({ ...key }));
  while (Keys.length > 0) {
    const command = new BatchGetCommand({ RequestItems: { [TableName]: { Keys, ConsistentRead: true } } });
    const answer = await orUnavailable(client.send(command));
    items.push(...(answer.Responses?.[TableName] ?? []));
    Keys = answer.UnprocessedKeys?.[TableName]?.Keys ?? [];
  }
  return items;
}
