// Describes an ordered list of entries in one or more partitions that share a sort key, and the Query of a partition.
import type { QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Item } from './schema-version.ts';

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

/** About as many entries as DynamoDB reads in one Query, which is limited to 1 MB. */
export const MAX_QUERY_SIZE = 4000;

/** Whether some of the entries that are read are not in the list. */
export function isFiltered({ filter, matches }: OrderedList): boolean {
  return filter !== undefined || matches !== undefined;
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
export function boundsOf({ descending, from, to }: OrderedList, after: string | undefined): Bounds {
  return descending ? { from, to: after ?? to } : { from: after ?? from, to };
}

/** Whether no key is within the bounds. DynamoDB rejects a query with such bounds. */
export function isEmpty({ from, to }: Bounds): boolean {
  return from !== undefined && to !== undefined && compareUtf8(from, to) > 0;
}

/** Compares text as DynamoDB does, by its UTF-8 bytes. JavaScript compares UTF-16 code units. */
export function compareUtf8(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** The Query of a partition: its entries from `after` on, or all of them. */
export function queryOf(list: OrderedList, partition: string, after: string | undefined): QueryCommandInput {
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
