// Lists resources by name. The entries of these lists are items of the table itself, so the lists are strongly
// consistent.
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { nameKey } from '../../domain/names.ts';
import type { Source } from '../../services/listing.ts';
import { type Key, NAME_KEY } from '../keys.ts';
import { batchGet } from './batch-get.ts';
import { orderedSource } from './ordered-source.ts';
import type { Item } from './schema-version.ts';

export interface NamedSourceOptions<T> {
  readonly client: DynamoDBDocumentClient;
  readonly TableName: string;
  /** Partitions of the entries. A resource with entries in several partitions is listed once. */
  readonly partitions: readonly string[];
  /** Returns the key of the resource with this id. */
  readonly keyOf: (id: number) => Key;
  readonly parse: (item: Item) => T;
  /** A part of the name, in any case. @default every name */
  readonly name?: string | undefined;
  /**
   * Whether the resource still belongs to the list: it may have left the list after its entry was read.
   *
   * @default every resource does
   */
  readonly isListed?: ((resource: T) => boolean) | undefined;
}

export function namedSource<T extends { readonly id: number }>(options: NamedSourceOptions<T>): Source<T> {
  const { client, TableName, partitions, keyOf, parse, name, isListed = () => true } = options;
  return orderedSource({
    client,
    list: {
      TableName,
      partitionKey: 'pk',
      sortKey: 'sk',
      keyFormat: NAME_KEY,
      partitions,
      overlapping: partitions.length > 1,
      ...(name !== undefined && { matches: ({ sk }) => (sk as string).includes(nameKey(name)) }),
    },
    identify: (entry) => entry.id,
    load: async (entries) => {
      const keys = entries.map((entry) => keyOf(entry.id as number));
      const resources = (await batchGet(client, TableName, keys)).map(parse);
      const byId = new Map(resources.map((resource) => [resource.id, resource]));
      return entries.map((entry) => {
        const resource = byId.get(entry.id as number);
        return resource && isListed(resource) ? resource : undefined;
      });
    },
  });
}
