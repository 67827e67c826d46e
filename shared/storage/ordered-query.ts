// Walks partitions that share a sort key as one ordered list, a Query at a time.
import { type DynamoDBDocumentClient, QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import { orUnavailable } from './failures.ts';

export interface OrderedList {
  readonly TableName: string;
  /** Index to read; the table itself without one. */
  readonly IndexName?: string;
  readonly partitionKey: string;
  readonly sortKey: string;
  /** Partitions of the list; together they are in the order of the sort key. */
  readonly partitions: readonly string[];
  readonly descending?: boolean;
}

export type Entry = Record<string, unknown>;

/** The entries after a sort key (or from the start) in the order of the list, as they are read, some `chunk` at a time. */
export async function* walk(
  client: DynamoDBDocumentClient,
  list: OrderedList,
  after: string | undefined,
  chunk: number,
): AsyncGenerator<Entry[]> {
  let last = after;
  for (;;) {
    const { entries, more } = await readAfter(client, list, last, chunk);
    if (entries.length > 0) yield entries;
    if (!more) return;
    last = entries.at(-1)?.[list.sortKey] as string;
  }
}

/** How many entries the list has. It reads the whole index partition: a read unit for 8 kB of it. */
export async function count(client: DynamoDBDocumentClient, list: OrderedList): Promise<number> {
  const countOf = async (partition: string) => {
    let total = 0;
    let from: QueryCommandInput['ExclusiveStartKey'];
    do {
      const input = { ...queryOf(list, partition, undefined), Select: 'COUNT' as const, ExclusiveStartKey: from };
      const answer = await orUnavailable(client.send(new QueryCommand(input)));
      total += answer.Count ?? 0;
      from = answer.LastEvaluatedKey;
    } while (from !== undefined);
    return total;
  };
  return (await Promise.all(list.partitions.map(countOf))).reduce((sum, one) => sum + one, 0);
}

/**
 * The next chunk of all partitions, merged. What one partition has beyond the end of another's chunk is left for the
 * next time, so that nothing is passed over.
 */
async function readAfter(client: DynamoDBDocumentClient, list: OrderedList, after: string | undefined, chunk: number) {
  const answers = await Promise.all(
    list.partitions.map((partition) => {
      const input = { ...queryOf(list, partition, after), Limit: chunk };
      return orUnavailable(client.send(new QueryCommand(input)));
    }),
  );
  const key = (entry: Entry) => entry[list.sortKey] as string;
  const direction = list.descending ? -1 : 1;
  // DynamoDB orders text by its UTF-8 bytes, which JavaScript's own comparison does not.
  const order = (a: string, b: string) => direction * Buffer.compare(Buffer.from(a), Buffer.from(b));
  const [end] = answers
    .flatMap(({ LastEvaluatedKey }) => (LastEvaluatedKey === undefined ? [] : [key(LastEvaluatedKey)]))
    .sort(order);
  const entries = answers
    .flatMap(({ Items = [] }) => Items)
    .filter((entry) => end === undefined || order(key(entry), end) <= 0)
    .sort((a, b) => order(key(a), key(b)));
  return { entries, more: end !== undefined };
}

function queryOf(list: OrderedList, partition: string, after: string | undefined): QueryCommandInput {
  const { TableName, IndexName, partitionKey, sortKey, descending = false } = list;
  return {
    TableName,
    ...(IndexName && { IndexName }),
    KeyConditionExpression: `#partition = :partition${after === undefined ? '' : ` AND #sort ${descending ? '<' : '>'} :after`}`,
    ExpressionAttributeNames: { '#partition': partitionKey, ...(after !== undefined && { '#sort': sortKey }) },
    ExpressionAttributeValues: { ':partition': partition, ...(after !== undefined && { ':after': after }) },
    ScanIndexForward: !descending,
    ...(!IndexName && { ConsistentRead: true }),
  };
}
