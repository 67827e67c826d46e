// The totals of the lists of accounts and service tokens. Every change of an account that moves it, or one of its tokens, to
// another list updates them in the same transaction. They are divided into items by the id of the account.
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Account } from '../../domain/account.ts';
import { type Counts, countWrites, difference, sum } from '../counts.ts';
import { batchGet } from '../dynamodb/batch-get.ts';
import { getItem } from '../dynamodb/get-item.ts';
import type { Item } from '../dynamodb/schema-version.ts';
import type { Write } from '../dynamodb/transaction.ts';
import { TOTAL_SHARDS, teamUsageKey, totalsKey } from '../keys.ts';
import { countsOf } from './counters.ts';

/** Updates the totals. They need no condition, because the condition on the account guards the transaction. */
export function totalsWrites(before: Account | undefined, after: Account): Write<never>[] {
  return countWrites(totalsKey(after.user.id), difference(before ? countsOf(before) : {}, countsOf(after)));
}

/** The items that the totals of these accounts are stored as. */
export function totalsItems(accounts: readonly Account[]): Item[] {
  const shards = Map.groupBy(accounts, ({ user }) => totalsKey(user.id).pk);
  return [...shards].map(([pk, counted]) => ({ ...totalsKey(0), pk, ...sum(counted.map(countsOf)) }));
}

/**
 * Reads the totals in one round trip. The reads are eventually consistent, as those of the lists are.
 *
 * @throws DomainError `storage_unavailable`, `schema_too_new`.
 */
export async function readTotals(client: DynamoDBDocumentClient, TableName: string): Promise<Counts> {
  const keys = Array.from({ length: TOTAL_SHARDS }, (_, shard) => totalsKey(shard));
  return sum((await batchGet(client, TableName, keys, { consistent: false })).map(toCounts));
}

/** Reads the totals of the members of a team. */
export async function readTeamTotals(client: DynamoDBDocumentClient, TableName: string, id: number): Promise<Counts> {
  const item = await getItem(client, TableName, teamUsageKey(id));
  return item ? toCounts(item) : {};
}

function toCounts({ pk: _, sk: __, schema: ___, ...counts }: Item): Counts {
  return counts as Counts;
}
