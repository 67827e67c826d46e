// An ordered list of entries as a source of pages of what they name.
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Listed, Source } from '../../services/listing.ts';
import { count, type Entry, type OrderedList, walk } from './ordered-query.ts';

const DEFAULT_CHUNK = 200;

/**
 * @param identify - What an entry stands for. It is listed once a walk, where it is met first: what moves in the order beside the
 * walk may be met in its old place and in its new one.
 * @param load - Reads what some entries name, in their order; what is gone meanwhile is left out.
 */
export function orderedSource<T>(
  client: DynamoDBDocumentClient,
  list: OrderedList,
  identify: (entry: Entry) => unknown,
  load: (entries: Entry[]) => Promise<Listed<T>[]>,
): Source<T> {
  return {
    async *walk(after, expected = DEFAULT_CHUNK) {
      const met = new Set();
      for await (const read of walk(client, list, after, expected)) {
        const entries = read.filter((entry) => !met.has(identify(entry)) && met.add(identify(entry)));
        // A chunk may have grown; nothing is loaded that nobody asks for.
        for (let from = 0; from < entries.length; from += expected)
          yield* await load(entries.slice(from, from + expected));
      }
    },
    count: () => count(client, list),
    async keyAt(n) {
      let seen = 0;
      for await (const entries of walk(client, list, undefined, n)) {
        const entry = entries[n - seen - 1];
        if (entry !== undefined) return entry[list.sortKey] as string;
        seen += entries.length;
      }
      return undefined;
    },
  };
}
