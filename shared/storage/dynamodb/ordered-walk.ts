// Walks through an ordered list: merges its partitions, and reads every entry once.
import { type DynamoDBDocumentClient, QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import { awaitAll } from '../../services/await-all.ts';
import { orUnavailable } from './failures.ts';
import {
  boundsOf,
  compareUtf8,
  type Entry,
  isEmpty,
  isFiltered,
  MAX_QUERY_SIZE,
  type OrderedList,
  queryOf,
} from './ordered-query.ts';
import { migrateItem } from './schema-version.ts';

interface Walk {
  /** The sort key after which the walk starts. @default the start of the list */
  readonly after?: string | undefined;
  /** How many entries the caller expects to need; after these, as many again. */
  readonly size: number;
  /** How many entries to read from each partition at first, when their shares of the list are not known. @default size */
  readonly first?: number;
  /** The walk ends when it has read this many entries. @default no limit */
  readonly limit?: number | undefined;
}

/** A part of a list. */
interface Chunk {
  readonly entries: readonly Entry[];
  /** The sort key up to which the list was read; undefined when it was read to its end. */
  readonly end: string | undefined;
}

/** One partition of the list, as far as it was read. */
interface Partition {
  readonly name: string;
  /** Entries that were read, and belong to a later chunk because another partition was not read as far. */
  buffer: Entry[];
  /** The key after which the partition continues; undefined before the first read and at the end. */
  lastKey: QueryCommandInput['ExclusiveStartKey'];
  isAtEnd: boolean;
  /** Whether the last chunk ended where the partition was read to. The next chunk needs more of it. */
  isUsedUp: boolean;
  /** Number of entries in the chunks so far. */
  taken: number;
}

/** A filter may reject most entries, so the reads of a filtered list grow by this factor. */
const FILTERED_GROWTH = 4;
/** More than the share of a partition is read, because entries are not distributed evenly. */
const SURPLUS = 1.25;

/**
 * Yields the entries of the list in order, a chunk at a time. Each partition is read as far as its share of the entries so
 * far suggests, so the entries that are read do not depend on the length of the partitions.
 *
 * @throws DomainError `storage_unavailable`, `schema_too_new`.
 */
export async function* walk(client: DynamoDBDocumentClient, list: OrderedList, options: Walk): AsyncGenerator<Chunk> {
  const { after, size, first = size, limit = Number.POSITIVE_INFINITY } = options;
  if (isEmpty(boundsOf(list, after))) {
    yield { entries: [], end: undefined };
    return;
  }
  const partitions = list.partitions.map(unread);
  let sizes = new Map(partitions.map((partition) => [partition, first]));
  let passed = 0;
  let filteredSize = first;
  for (let left = limit; left > 0; ) {
    const maxSize = Math.min(MAX_QUERY_SIZE, Math.ceil(left / sizes.size));
    const reads = [...sizes].map(([partition, wanted]) =>
      readOn(client, list, partition, { after, size: Math.min(wanted, maxSize) }),
    );
    left -= (await awaitAll(reads)).reduce((sum, read) => sum + read, 0);
    const chunk = takeChunk(list, partitions);
    yield chunk;
    if (chunk.end === undefined) return;
    passed += chunk.entries.length;
    filteredSize *= FILTERED_GROWTH;
    const needed = passed < size ? size - passed : size;
    const unfinished = partitions.filter(({ isAtEnd }) => !isAtEnd);
    sizes = isFiltered(list)
      ? new Map(unfinished.map((partition) => [partition, filteredSize]))
      : sizesFor(unfinished, needed, passed);
  }
}

function unread(name: string): Partition {
  return { name, buffer: [], lastKey: undefined, isAtEnd: false, isUsedUp: true, taken: 0 };
}

/**
 * Returns how much to read of each partition so that the list has `needed` more entries. A partition that is used up may
 * have had a smaller share until now than it will have.
 */
function sizesFor(partitions: readonly Partition[], needed: number, passed: number): Map<Partition, number> {
  const sizes = new Map<Partition, number>();
  for (const partition of partitions) {
    const share = Math.max(partition.taken / Math.max(passed, 1), partition.isUsedUp ? 1 / partitions.length : 0);
    const expected = share * needed;
    const buffered = partition.buffer.length;
    if (partition.isUsedUp || buffered < expected) {
      sizes.set(partition, Math.max(1, Math.min(needed, Math.ceil(SURPLUS * expected)) - buffered));
    }
  }
  return sizes;
}

/** Reads the next entries of the partition into its buffer. @returns the number of entries that DynamoDB read */
async function readOn(
  client: DynamoDBDocumentClient,
  list: OrderedList,
  partition: Partition,
  { after, size }: { readonly after: string | undefined; readonly size: number },
): Promise<number> {
  const isFirst = partition.lastKey === undefined;
  // The key condition includes `after` itself, which takes one place of the first response.
  const Limit = size + (isFirst && after !== undefined ? 1 : 0);
  const input = { ...queryOf(list, partition.name, after), ExclusiveStartKey: partition.lastKey, Limit };
  const { Items = [], LastEvaluatedKey, ScannedCount = 0 } = await orUnavailable(client.send(new QueryCommand(input)));
  const entries = Items.map((item) => migrateItem(item)).filter((entry) => entry[list.sortKey] !== after);
  partition.buffer.push(...entries);
  partition.lastKey = LastEvaluatedKey;
  partition.isAtEnd = LastEvaluatedKey === undefined;
  return ScannedCount;
}

/** Takes the entries up to the key that every partition was read to, so that no entry of another partition is skipped. */
function takeChunk(list: OrderedList, partitions: readonly Partition[]): Chunk {
  const keyOf = (entry: Readonly<Record<string, unknown>>) => entry[list.sortKey] as string;
  const direction = list.descending ? -1 : 1;
  const compare = (a: string, b: string) => direction * compareUtf8(a, b);
  const [end] = partitions.flatMap(({ lastKey }) => (lastKey === undefined ? [] : [keyOf(lastKey)])).sort(compare);
  const taken = partitions.flatMap((partition) => {
    const later = partition.buffer.findIndex((entry) => end !== undefined && compare(keyOf(entry), end) > 0);
    const entries = partition.buffer.splice(0, later === -1 ? partition.buffer.length : later);
    partition.taken += entries.length;
    partition.isUsedUp = partition.lastKey !== undefined && keyOf(partition.lastKey) === end;
    return entries;
  });
  const entries = taken
    .filter((entry) => list.matches?.(entry) ?? true)
    .sort((a, b) => compare(keyOf(a), keyOf(b)))
    .filter((entry, index, all) => !list.overlapping || index === 0 || keyOf(entry) !== keyOf(all[index - 1] as Entry));
  return { entries, end };
}
