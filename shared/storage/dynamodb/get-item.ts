// Reads one item by its key, with a strongly consistent read.
import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import type { Key } from '../keys.ts';
import { orUnavailable } from './failures.ts';
import { type Item, migrateItem } from './schema-version.ts';

/** @throws DomainError `storage_unavailable`, `schema_too_new`. */
export async function getItem(client: DynamoDBDocumentClient, TableName: string, Key: Key): Promise<Item | undefined> {
  const { Item } = await orUnavailable(client.send(new GetCommand({ TableName, Key, ConsistentRead: true })));
  return Item && migrateItem(Item);
}
