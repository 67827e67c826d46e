// Reads and writes items of a table in batches.
import { BatchGetCommand, BatchWriteCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Key } from '../../../shared/storage/keys.ts';
import type { Item } from '../../support/invariants.ts';
import { textOf } from './access-set.ts';

export type ItemWrite = { readonly PutRequest: { Item: Item } } | { readonly DeleteRequest: { Key: Item } };

/** The most items that DynamoDB writes in one batch. */
const BATCH = 25;

/** The items that exist, by the text of their keys. */
export async function readItems(
  client: DynamoDBDocumentClient,
  tableName: string,
  keys: readonly Key[],
): Promise<Map<string, Item>> {
  if (keys.length === 0) return new Map();
  const Keys = keys.map(({ pk, sk }) => ({ pk, sk }));
  const command = new BatchGetCommand({ RequestItems: { [tableName]: { Keys, ConsistentRead: true } } });
  const items = (await client.send(command)).Responses?.[tableName] ?? [];
  return new Map(items.map((item) => [textOf(item), item]));
}

export async function writeItems(
  client: DynamoDBDocumentClient,
  tableName: string,
  writes: readonly ItemWrite[],
): Promise<void> {
  for (let at = 0; at < writes.length; at += BATCH) {
    const RequestItems = { [tableName]: writes.slice(at, at + BATCH) };
    await client.send(new BatchWriteCommand({ RequestItems }));
  }
}
