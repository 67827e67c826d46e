// Counts the entries of an ordered list by reading them.
import { type DynamoDBDocumentClient, QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import { awaitAll } from '../../services/await-all.ts';
import { orUnavailable } from './failures.ts';
import { boundsOf, isEmpty, MAX_QUERY_SIZE, type OrderedList, queryOf } from './ordered-query.ts';
import { walk } from './ordered-walk.ts';

/**
 * Counts the entries of the list, which has no filter. It reads them: one read unit for each 8 kB of an index or 4 kB of
 * the table.
 *
 * @returns null for more than `limit` entries
 * @throws DomainError `storage_unavailable`, `schema_too_new`.
 */
export async function count(client: DynamoDBDocumentClient, list: OrderedList, limit: number): Promise<number | null> {
  if (isEmpty(boundsOf(list, undefined))) return 0;
  const counts = list.overlapping
    ? [await countWalked(client, list, limit)]
    : await awaitAll(list.partitions.map((partition) => countPartition(client, list, partition, limit)));
  const total = counts.reduce((sum, partitionCount) => sum + partitionCount, 0);
  return total > limit ? null : total;
}

async function countWalked(client: DynamoDBDocumentClient, list: OrderedList, limit: number): Promise<number> {
  let total = 0;
  for await (const { entries } of walk(client, list, { size: MAX_QUERY_SIZE })) {
    total += entries.length;
    if (total > limit) break;
  }
  return total;
}

async function countPartition(
  client: DynamoDBDocumentClient,
  list: OrderedList,
  partition: string,
  limit: number,
): Promise<number> {
  let total = 0;
  let ExclusiveStartKey: QueryCommandInput['ExclusiveStartKey'];
  do {
    const Limit = Math.min(MAX_QUERY_SIZE, limit + 1 - total);
    const input = { ...queryOf(list, partition, undefined), Limit, ExclusiveStartKey };
    const response = await orUnavailable(client.send(new QueryCommand({ ...input, Select: 'COUNT' })));
    total += response.Count ?? 0;
    ExclusiveStartKey = response.LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined && total <= limit);
  return total;
}
