// Reads partitions that share a sort key as one ordered list, one Query per partition and chunk.
import { type DynamoDBDocumentClient, QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import { awaitAll } from '../../services/await-all.ts';
import { orUnavailable } from './failures.ts';
import { type Item, migrateItem } from './schema-version.ts';

export interface OrderedList {
  readonly TableName: string;
  /** The index to read. @default the table itself */
  readonly IndexName?: string;
  readonly partitionKey: string;
  readonly sortKey: string;
  /** The format of the sort keys. */
  readonly keyFormat: RegExp;
  /** The partitions of the list. Their entries are merged in the order of the sort key. */
  readonly partitions: readonly string[];
  /**
   * Whether several partitions may contain the same entry, with the same sort key. It is then listed once.
   *
   * @default false
   */
  readonly overlapping?: boolean;
  readonly descending?: boolean;
  /** The smallest and the greatest sort key, both inclusive. @default unbounded */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** Selects the entries to list. DynamoDB reads and charges for the other entries too. @default every entry */
  readonly filter?: Filter | undefined;
  /** Selects entries by their key, which a filter of DynamoDB cannot do. @default every entry */
  readonly matches?: ((entry: Entry) => boolean) | undefined;
}

export interface Filter {
  readonly expression: string;
  readonly names: Readonly<Record<`#${string}`, string>>;
  readonly values: Readonly<Record<`:${string}`, unknown>>;
}

export type Entry = Item;

interface Walk {
  /** The sort key after which the walk starts. @default the start of the list */
  readonly after?: string | undefined;
  /** How many entries to read from each partition at first. */
  readonly size: number;
  /** The walk ends when it has read this many entries. @default no limit */
  readonly limit?: number | undefined;
}

/** A part of a list. */
interface Chunk {
  readonly entries: readonly Entry[];
  /** The sort key up to which the list was read; undefined when it was read to its end. */
  readonly end: string | undefined;
}

/** About as many entries as DynamoDB reads in one Query, which is limited to 1 MB. */
const MAX_CHUNK_SIZE = 4000;
/** A filter may reject most entries, so the chunks of a filtered list grow by this factor. */
const FILTERED_CHUNK_GROWTH = 4;

/** Whether some of the entries that are read are not in the list. */
export function isFiltered({ filter, matches }: OrderedList): boolean {
  return filter !== undefined || matches !== undefined;
}

/**
 * Yields the entries of the list in order, a chunk at a time.
 *
 * @throws DomainError `storage_unavailable`, `schema_too_new`.
 */
export async function* walk(client: DynamoDBDocumentClient, list: OrderedList, options: Walk): AsyncGenerator<Chunk> {
  const { limit = Number.POSITIVE_INFINITY } = options;
  let { after, size } = options;
  for (let left = limit; left > 0; ) {
    size = Math.min(size, MAX_CHUNK_SIZE, Math.ceil(left / list.partitions.length));
    const { read, ...chunk } = await readChunk(client, list, after, size);
    yield chunk;
    if (chunk.end === undefined) return;
    after = chunk.end;
    left -= read;
    if (isFiltered(list)) size *= FILTERED_CHUNK_GROWTH;
  }
}

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
  for await (const { entries } of walk(client, list, { size: MAX_CHUNK_SIZE })) {
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
    const Limit = Math.min(MAX_CHUNK_SIZE, limit + 1 - total);
    const input = { ...queryOf(list, partition, undefined), Limit, ExclusiveStartKey };
    const response = await orUnavailable(client.send(new QueryCommand({ ...input, Select: 'COUNT' })));
    total += response.Count ?? 0;
    ExclusiveStartKey = response.LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined && total <= limit);
  return total;
}

/**
 * Reads the next chunk of every partition and merges them. `end` is the sort key up to which every partition was read.
 * Entries beyond `end` are dropped here and read again with the next chunk, so that no entry of another partition is
 * skipped. `read` is the number of entries that DynamoDB read.
 */
async function readChunk(
  client: DynamoDBDocumentClient,
  list: OrderedList,
  after: string | undefined,
  size: number,
): Promise<Chunk & { readonly read: number }> {
  if (isEmpty(boundsOf(list, after))) return { entries: [], end: undefined, read: 0 };
  // The key condition includes `after` itself, which takes one place of the chunk.
  const Limit = size + (after === undefined ? 0 : 1);
  const responses = await awaitAll(
    list.partitions.map((partition) =>
      orUnavailable(client.send(new QueryCommand({ ...queryOf(list, partition, after), Limit }))),
    ),
  );
  const key = (entry: Entry) => entry[list.sortKey] as string;
  const direction = list.descending ? -1 : 1;
  const compare = (a: string, b: string) => direction * compareUtf8(a, b);
  const [end] = responses
    .flatMap(({ LastEvaluatedKey }) => (LastEvaluatedKey === undefined ? [] : [key(LastEvaluatedKey)]))
    .sort(compare);
  const entries = responses
    .flatMap(({ Items = [] }) => Items.map((item) => migrateItem(item)))
    .filter((entry) => key(entry) !== after && (end === undefined || compare(key(entry), end) <= 0))
    .filter((entry) => list.matches?.(entry) ?? true)
    .sort((a, b) => compare(key(a), key(b)))
    .filter((entry, index, all) => !list.overlapping || index === 0 || key(entry) !== key(all[index - 1] as Entry));
  return { entries, end, read: responses.reduce((sum, { ScannedCount = 0 }) => sum + ScannedCount, 0) };
}

/**
 * The maximum size of a sort key, in bytes of UTF-8. DynamoDB rejects a query that names a longer key.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
 */
const MAX_SORT_KEY_BYTES = 1024;

/** Whether an entry of the list can have this sort key. */
export function isSortKey({ keyFormat, from, to }: OrderedList, text: string): boolean {
  return (
    keyFormat.test(text) &&
    Buffer.byteLength(text) <= MAX_SORT_KEY_BYTES &&
    !isEmpty({ from, to: text }) &&
    !isEmpty({ from: text, to })
  );
}

interface Bounds {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/**
 * Replaces one bound with `after`. A key condition allows two bounds, both inclusive, so `after` itself is within them.
 */
function boundsOf({ descending, from, to }: OrderedList, after: string | undefined): Bounds {
  return descending ? { from, to: after ?? to } : { from: after ?? from, to };
}

/** Whether no key is within the bounds. DynamoDB rejects a query with such bounds. */
function isEmpty({ from, to }: Bounds): boolean {
  return from !== undefined && to !== undefined && compareUtf8(from, to) > 0;
}

/** Compares text as DynamoDB does, by its UTF-8 bytes. JavaScript compares UTF-16 code units. */
function compareUtf8(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function queryOf(list: OrderedList, partition: string, after: string | undefined): QueryCommandInput {
  const { TableName, IndexName, partitionKey, sortKey, descending = false, filter } = list;
  const { from, to } = boundsOf(list, after);
  const bounded = from !== undefined || to !== undefined;
  return {
    TableName,
    ...(IndexName && { IndexName }),
    KeyConditionExpression: `#partition = :partition${sortKeyCondition({ from, to })}`,
    ...(filter && { FilterExpression: filter.expression }),
    ExpressionAttributeNames: { '#partition': partitionKey, ...(bounded && { '#sort': sortKey }), ...filter?.names },
    ExpressionAttributeValues: {
      ':partition': partition,
      ...(from !== undefined && { ':from': from }),
      ...(to !== undefined && { ':to': to }),
      ...filter?.values,
    },
    ScanIndexForward: !descending,
    // Global secondary indexes do not support consistent reads.
    ...(!IndexName && { ConsistentRead: true }),
  };
}

function sortKeyCondition({ from, to }: Bounds): string {
  if (from !== undefined && to !== undefined) return ' AND #sort BETWEEN :from AND :to';
  if (from !== undefined) return ' AND #sort >= :from';
  return to === undefined ? '' : ' AND #sort <= :to';
}
