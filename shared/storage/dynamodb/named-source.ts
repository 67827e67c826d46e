// Lists of things by their names, out of entries that stand in the table itself: strongly consistent, like the things.
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Source } from '../../services/listing.ts';
import type { Key } from '../keys.ts';
import { batchGet } from './batch-get.ts';
import { orderedSource } from './ordered-source.ts';

/**
 * @param partitions - Of the entries; what several of them have is listed once.
 * @param keyOf - Where the thing with that id is.
 * @param listed - Whether the thing belongs to the list still, since it may have left it after its entry was read.
 */
export function namedSource<T extends { readonly id: number }>(
  client: DynamoDBDocumentClient,
  TableName: string,
  partitions: readonly string[],
  keyOf: (id: number) => Key,
  parse: (item: Record<string, unknown>) => T,
  listed: (thing: T) => boolean = () => true,
): Source<T> {
  const list = { TableName, partitionKey: 'pk', sortKey: 'sk', partitions, overlapping: partitions.length > 1 };
  return orderedSource(
    client,
    list,
    (entry) => entry.id,
    async (entries) => {
      const items = await batchGet(
        client,
        TableName,
        entries.map((entry) => keyOf(entry.id as number)),
      );
      const things = new Map(items.map(parse).map((thing) => [thing.id, thing]));
      return entries.flatMap((entry) => {
        const thing = things.get(entry.id as number);
        return thing && listed(thing) ? [{ key: entry.sk as string, item: thing }] : [];
      });
    },
  );
}
