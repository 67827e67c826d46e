// Counts the accounts that an earlier release stored in the totals of lists, and lists their tokens as this release does.
import { type DynamoDBDocumentClient, paginateScan } from '@aws-sdk/lib-dynamodb';
import { countingWrites } from '../../shared/storage/accounts/account-writes.ts';
import { getItem } from '../../shared/storage/dynamodb/get-item.ts';
import { type Item, migrateItem } from '../../shared/storage/dynamodb/schema-version.ts';
import { commit } from '../../shared/storage/dynamodb/transaction.ts';
import type { Key } from '../../shared/storage/keys.ts';

const CONCURRENCY = 10;

/**
 * Counts each account once, in one transaction with the mark that it is counted. It runs next to requests, and an interrupted
 * run can be repeated.
 *
 * @returns the number of accounts that were counted
 */
export async function countAccounts(client: DynamoDBDocumentClient, TableName: string): Promise<number> {
  const uncounted = {
    FilterExpression: 'sk = :account AND (uncounted = :true OR attribute_not_exists(#schema) OR #schema < :counted)',
    ExpressionAttributeNames: { '#schema': 'schema' },
    ExpressionAttributeValues: { ':account': 'ACCOUNT', ':true': true, ':counted': 2 },
  };
  let counted = 0;
  for await (const { Items = [] } of paginateScan({ client }, { TableName, ConsistentRead: true, ...uncounted })) {
    for (let from = 0; from < Items.length; from += CONCURRENCY) {
      const items = Items.slice(from, from + CONCURRENCY);
      const done = await Promise.all(items.map((item) => countAccount(client, TableName, migrateItem(item))));
      counted += done.filter(Boolean).length;
    }
  }
  return counted;
}

/** @returns false if the account was counted concurrently */
async function countAccount(client: DynamoDBDocumentClient, TableName: string, item: Item): Promise<boolean> {
  let stored: Item | undefined = item;
  while (stored?.uncounted === true) {
    const { before, writes } = countingWrites(stored);
    const { committed } = await commit({ client, TableName, before, writes });
    if (committed) return true;
    stored = await getItem(client, TableName, { pk: item.pk, sk: item.sk } as unknown as Key);
  }
  return false;
}
