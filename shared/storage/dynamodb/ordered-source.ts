// Turns an ordered list of entries into a source of the resources that the entries refer to.
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Listed, Source } from '../../services/listing.ts';
import { count, type Entry, isSortKey, type OrderedList, walk } from './ordered-query.ts';

/** How many entries are read at a time when the caller states no number. */
const DEFAULT_CHUNK = 200;

export interface OrderedSourceOptions<T> {
  readonly client: DynamoDBDocumentClient;
  readonly list: OrderedList;
  /**
   * Returns an identifier of the resource that an entry refers to. A walk lists each resource once, at its first entry:
   * a resource that moves in the order during the walk may appear at its old place and at its new place.
   */
  readonly identify: (entry: Entry) => unknown;
  /** Reads the resources that the entries refer to, in the order of the entries, without those that no longer exist. */
  readonly load: (entries: Entry[]) => Promise<Listed<T>[]>;
}

export function orderedSource<T>({ client, list, identify, load }: OrderedSourceOptions<T>): Source<T> {
  return {
    async *walk(after, expected = DEFAULT_CHUNK) {
      const seen = new Set();
      for await (const chunk of walk(client, list, { after, size: expected })) {
        const entries = chunk.filter((entry) => !seen.has(identify(entry)) && seen.add(identify(entry)));
        // A chunk may be larger than `expected`. Resources are loaded only when the caller asks for them.
        for (let from = 0; from < entries.length; from += expected)
          yield* await load(entries.slice(from, from + expected));
      }
    },
    count: () => count(client, list),
    async keyAt(n) {
      let passed = 0;
      for await (const entries of walk(client, list, { size: n })) {
        const entry = entries[n - passed - 1];
        if (entry !== undefined) return entry[list.sortKey] as string;
        passed += entries.length;
      }
      return undefined;
    },
    isKey: (text) => isSortKey(list, text),
  };
}
