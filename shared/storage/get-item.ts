// Reads one item by its key, strongly consistent.
import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { orUnavailable } from './failures.ts';
import type { Key } from './keys.ts';

export async function getItem(
  client: DynamoDBDocumentClient,
  TableName: string,
  Key: Key,
): Promise<Record<string, unknown> | undefined> {
  return (await orUnavailable(client.send(new GetCommand({ TableName, Key, ConsistentRead: true })))).Item;
}
