// The round trips and request units of a call to DynamoDB. Reads are counted by DynamoDB Local. It counts
// transactions too low, so writes are priced by the rules of AWS, from the items before and after.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
import { isDeepStrictEqual } from 'node:util';
import { type DynamoDBDocumentClient, paginateScan } from '@aws-sdk/lib-dynamodb';
import { INDEXES, type Index } from '../../shared/storage/keys.ts';
import { observeCalls } from './consumed-capacity.ts';

export interface Units {
  readonly roundTrips: number;
  readonly reads: number;
  /** An upper bound: an index write in a transaction is counted twice as well. */
  readonly writes: number;
}

type Item = Readonly<Record<string, unknown>>;
type Key = Pick<Item, 'pk' | 'sk'>;
interface TransactItem {
  readonly Put?: { readonly Item: Item };
  readonly Update?: { readonly Key: Key };
  readonly Delete?: { readonly Key: Key };
}
interface Input {
  readonly Item?: Item;
  readonly Key?: Key;
  readonly UpdateExpression?: string;
  readonly TransactItems?: readonly TransactItem[];
}

/** Another client of the same table, whose calls are not counted. */
export interface Observer {
  readonly client: DynamoDBDocumentClient;
  readonly tableName: string;
}

export async function unitsOf(
  client: DynamoDBDocumentClient,
  observer: Observer,
  act: () => Promise<unknown>,
): Promise<Units> {
  const { roundTrips, reads, written } = await observe(client, observer, act);
  return { roundTrips, reads, writes: written.reduce((sum, { consumed }) => sum + consumed, 0) };
}

/** The units that a call writes, and the partition of the table or of an index that they are taken from. */
export async function writesOf(
  client: DynamoDBDocumentClient,
  observer: Observer,
  act: () => Promise<unknown>,
): Promise<readonly PartitionWrite[]> {
  return (await observe(client, observer, act)).written;
}

export interface PartitionWrite {
  readonly partition: string;
  readonly consumed: number;
}

async function observe(client: DynamoDBDocumentClient, observer: Observer, act: () => Promise<unknown>) {
  const before = await stored(observer.client, observer.tableName);
  const written: { key: Key; factor: number }[] = [];
  let roundTrips = 0;
  let reads = 0;
  await observeCalls(client, act, {
    onCall: () => {
      roundTrips += 1;
    },
    onConsumed: (input: Input, units) => {
      const { TransactItems: items } = input;
      if (items) written.push(...items.map((item) => ({ key: keyOf(item), factor: 2 })));
      else if (input.Item) written.push({ key: input.Item as Key, factor: 1 });
      else if (input.Key && input.UpdateExpression) written.push({ key: input.Key, factor: 1 });
      else reads += units;
    },
  });
  const after = await stored(observer.client, observer.tableName);
  return {
    roundTrips,
    reads,
    written: written.flatMap(({ key, factor }) =>
      partitionWrites(before.get(nameOf(key)), after.get(nameOf(key))).map(({ partition, consumed }) => ({
        partition,
        consumed: factor * consumed,
      })),
    ),
  };
}

function keyOf({ Put, Update, Delete }: TransactItem): Key {
  const key = Put?.Item ?? Update?.Key ?? Delete?.Key;
  if (key === undefined) throw new Error('a write without a key');
  return key as Key;
}

const nameOf = ({ pk, sk }: Key) => `${pk} ${sk}`;

async function stored(client: DynamoDBDocumentClient, TableName: string): Promise<Map<string, Item>> {
  const pages = await Array.fromAsync(paginateScan({ client }, { TableName, ConsistentRead: true }));
  return new Map(pages.flatMap(({ Items = [] }) => Items).map((item) => [nameOf(item as unknown as Key), item]));
}

/** Of a write outside of a transaction: the larger of the two items, and what changes in each index. */
export function writeUnits(before: Item | undefined, after: Item | undefined): number {
  return partitionWrites(before, after).reduce((sum, { consumed }) => sum + consumed, 0);
}

function partitionWrites(before: Item | undefined, after: Item | undefined): PartitionWrite[] {
  const pk = String((after ?? before)?.pk);
  const indexes = Object.values(INDEXES).flatMap((index) =>
    indexWrites(index, entry(index, before), entry(index, after)),
  );
  return [{ partition: pk, consumed: Math.max(kilobytes(before), kilobytes(after), 1) }, ...indexes];
}

/** An entry that moves is deleted and put. */
function indexWrites(
  { name, partitionKey, sortKey }: Index,
  before: Item | undefined,
  after: Item | undefined,
): PartitionWrite[] {
  if (isDeepStrictEqual(before, after)) return [];
  const write = (item: Item | undefined, consumed = kilobytes(item)): PartitionWrite[] =>
    item ? [{ partition: `${name} ${item[partitionKey]}`, consumed }] : [];
  const moves = before && after && [partitionKey, sortKey].some((key) => before[key] !== after[key]);
  return moves
    ? [...write(before), ...write(after)]
    : write(after ?? before, Math.max(kilobytes(before), kilobytes(after)));
}

/** What an index keeps of an item, if it is in there. */
function entry({ partitionKey, sortKey, attributes }: Index, item: Item | undefined): Item | undefined {
  if (item?.[partitionKey] === undefined || item[sortKey] === undefined) return undefined;
  if (attributes === 'all') return item;
  const kept: readonly string[] = ['pk', 'sk', partitionKey, sortKey, ...attributes];
  return Object.fromEntries(Object.entries(item).filter(([name]) => kept.includes(name)));
}

function kilobytes(item: Item | undefined): number {
  return item === undefined ? 0 : Math.ceil(sizeOf(item) / 1024);
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html */
function sizeOf(item: Item): number {
  return Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + sizeOfValue(value), 0);
}

function sizeOfValue(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (typeof value === 'number') return Math.ceil(String(Math.abs(value)).length / 2) + 1;
  if (typeof value !== 'object' || value === null) return 1;
  const elements = value instanceof Set || Array.isArray(value) ? [...value] : undefined;
  if (elements) return elements.reduce((sum: number, element) => sum + 1 + sizeOfValue(element), 3);
  return 3 + Object.keys(value).length + sizeOf(value as Item);
}
