// Walks partitions that share a sort key as one ordered list, a Query at a time.
import { type DynamoDBDocumentClient, QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import { awaitAll } from '../../services/await-all.ts';
import { orUnavailable } from './failures.ts';
import { migrateItem } from './schema-version.ts';

export interface OrderedList {
  readonly TableName: string;
  /** Index to read; the table itself without one. */
  readonly IndexName?: string;
  readonly partitionKey: string;
  readonly sortKey: string;
  /** Partitions of the list; awaitAll they are in the order of the sort key. */
  readonly partitions: readonly string[];
  /** Whether partitions have entries in common, with the same sort key: they are listed once. @default false */
  readonly overlapping?: boolean;
  readonly descending?: boolean;
  /** The least and the greatest sort key. @default unbounded */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** What an entry must be to be listed; DynamoDB reads the others too, and charges for them. @default all are */
  readonly filter?: Filter | undefined;
}

export interface Filter {
  readonly expression: string;
  readonly names: Readonly<Record<`#${string}`, string>>;
  readonly values: Readonly<Record<`:${string}`, unknown>>;
}

export type Entry = Record<string, unknown>;

/** About as many entries as DynamoDB looks at in one Query (1 MB). */
const LARGEST_CHUNK = 4000;
/** A filter passes over entries: from one Query to the next, more are looked at. */
const GROWTH = 4;

/** The entries after a sort key (or from the start) in the order of the list, as they are read, some `chunk` at a time. */
export async function* walk(
  client: DynamoDBDocumentClient,
  list: OrderedList,
  after: string | undefined,
  chunk: number,
): AsyncGenerator<Entry[]> {
  let last = after;
  let size = Math.min(chunk, LARGEST_CHUNK);
  for (;;) {
    const { entries, end } = await readAfter(client, list, last, size);
    if (entries.length > 0) yield entries;
    if (end === undefined) return;
    last = end;
    if (list.filter) size = Math.min(size * GROWTH, LARGEST_CHUNK);
  }
}

/** How many entries the list has. It reads all of them: a read unit for 8 kB of an index, for 4 kB of the table. */
export async function count(client: DynamoDBDocumentClient, list: OrderedList): Promise<number> {
  if (isEmpty(boundsOf(list, undefined))) return 0;
  if (list.overlapping) return (await Array.fromAsync(walk(client, list, undefined, LARGEST_CHUNK))).flat().length;
  const countOf = async (partition: string) => {
    let total = 0;
    let from: QueryCommandInput['ExclusiveStartKey'];
    do {
      const range = { Limit: LARGEST_CHUNK, ExclusiveStartKey: from };
      const input = { ...queryOf(list, partition, undefined), ...range, Select: 'COUNT' as const };
      const answer = await orUnavailable(client.send(new QueryCommand(input)));
      total += answer.Count ?? 0;
      from = answer.LastEvaluatedKey;
    } while (from !== undefined);
    return total;
  };
  return (await awaitAll(list.partitions.map(countOf))).reduce((sum, one) => sum + one, 0);
}

/**
 * The next chunk of all partitions, merged, and the sort key up to which all were read; undefined = to the end. What one
 * partition has beyond the end of another's chunk is left for the next time, so that nothing is passed over.
 */
async function readAfter(client: DynamoDBDocumentClient, list: OrderedList, after: string | undefined, chunk: number) {
  if (isEmpty(boundsOf(list, after))) return { entries: [], end: undefined };
  const answers = await awaitAll(
    list.partitions.map((partition) => {
      const input = { ...queryOf(list, partition, after), Limit: chunk + (after === undefined ? 0 : 1) };
      return orUnavailable(client.send(new QueryCommand(input)));
    }),
  );
  const key = (entry: Entry) => entry[list.sortKey] as string;
  const direction = list.descending ? -1 : 1;
  const order = (a: string, b: string) => direction * utf8Order(a, b);
  const [end] = answers
    .flatMap(({ LastEvaluatedKey }) => (LastEvaluatedKey === undefined ? [] : [key(LastEvaluatedKey)]))
    .sort(order);
  const entries = answers
    .flatMap(({ Items = [] }) => Items.map((item) => migrateItem(item)))
    .filter((entry) => key(entry) !== after && (end === undefined || order(key(entry), end) <= 0))
    .sort((a, b) => order(key(a), key(b)))
    .filter((entry, index, all) => !list.overlapping || index === 0 || key(entry) !== key(all[index - 1] as Entry));
  return { entries, end };
}

interface Bounds {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** From `after` on, which is among them: a key condition has room for two bounds, both inclusive. */
function boundsOf({ descending, from, to }: OrderedList, after: string | undefined): Bounds {
  return descending ? { from, to: after ?? to } : { from: after ?? from, to };
}

/** DynamoDB refuses bounds that nothing can lie between. */
function isEmpty({ from, to }: Bounds): boolean {
  return from !== undefined && to !== undefined && utf8Order(from, to) > 0;
}

/** DynamoDB orders text by its UTF-8 bytes, which JavaScript's own comparison does not. */
function utf8Order(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function queryOf(list: OrderedList, partition: string, after: string | undefined): QueryCommandInput {
  const { TableName, IndexName, partitionKey, sortKey, descending = false, filter } = list;
  const { from, to } = boundsOf(list, after);
  const bounded = from !== undefined || to !== undefined;
  return {
    TableName,
    ...(IndexName && { IndexName }),
    KeyConditionExpression: `#partition = :partition${condition(from, to)}`,
    ...(filter && { FilterExpression: filter.expression }),
    ExpressionAttributeNames: { '#partition': partitionKey, ...(bounded && { '#sort': sortKey }), ...filter?.names },
    ExpressionAttributeValues: {
      ':partition': partition,
      ...(from !== undefined && { ':from': from }),
      ...(to !== undefined && { ':to': to }),
      ...filter?.values,
    },
    ScanIndexForward: !descending,
    ...(!IndexName && { ConsistentRead: true }),
  };
}

function condition(from: string | undefined, to: string | undefined): string {
  if (from !== undefined && to !== undefined) return ' AND #sort BETWEEN :from AND :to';
  if (from !== undefined) return ' AND #sort >= :from';
  return to === undefined ? '' : ' AND #sort <= :to';
}
