// Reads several accounts by their `user_id`, with strongly consistent reads in two round trips.
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Account } from '../../domain/account.ts';
import { batchGet } from '../dynamodb/batch-get.ts';
import { accountKey, userIdKey } from '../keys.ts';
import { parseAccountItem } from './account-item.ts';

/** Unknown ones are left out. @param userIds - Up to 100, each once */
export async function accountsByUserIds(
  client: DynamoDBDocumentClient,
  TableName: string,
  userIds: readonly string[],
): Promise<Account[]> {
  const pointers = await batchGet(client, TableName, userIds.map(userIdKey));
  const keys = pointers.map(({ account_id }) => accountKey(account_id as number));
  return (await batchGet(client, TableName, keys)).map(parseAccountItem);
}
