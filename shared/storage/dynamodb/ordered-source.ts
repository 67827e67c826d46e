// Turns an ordered list of entries into a source of the resources that the entries refer to.
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Source } from '../../services/listing.ts';
import { count } from './ordered-count.ts';
import { type Entry, isFiltered, isSortKey, type OrderedList } from './ordered-query.ts';
import { walk } from './ordered-walk.ts';

/** The most entries that one request reads to find a page by its number, to fill a page, or to count. */
const MAX_ENTRIES_READ = 10_000;

/** About as many entries as DynamoDB reads for its smallest charge. */
const FEW_ENTRIES = 20;

/** How many entries are loaded at a time, when only some of the resources are in the list. */
const SPARSE_BATCH = 100;
/** The most entries that one request loads, when only some of the resources are in the list. */
const MAX_SPARSE_ENTRIES = 1000;

export interface OrderedSourceOptions<T> {
  readonly client: DynamoDBDocumentClient;
  readonly list: OrderedList;
  /**
   * Returns an identifier of the resource that an entry refers to. A page lists each resource once, at its first entry: a
   * resource that moves in the order meanwhile may appear at its old place and at its new place.
   */
  readonly identify: (entry: Entry) => unknown;
  /**
   * Reads the resources that the entries refer to, in the order of the entries. A resource that no longer exists, or that
   * is not in the list, is undefined.
   */
  readonly load: (entries: readonly Entry[]) => Promise<readonly (T | undefined)[]>;
  /** The most entries that one request reads to fill a page. @default 10,000 */
  readonly maxEntries?: number;
  /** Counts the resources. @default counts the entries, unless a filter selects them */
  readonly count?: (() => Promise<number | null>) | undefined;
  /** Whether most resources may turn out not to be in the list when they are loaded. @default false */
  readonly sparse?: boolean;
}

export function orderedSource<T>(options: OrderedSourceOptions<T>): Source<T> {
  const { client, list, identify, load, sparse = false, maxEntries = MAX_ENTRIES_READ } = options;
  const keyOf = (entry: Entry | undefined) => entry?.[list.sortKey] as string | undefined;
  const limit = sparse ? MAX_SPARSE_ENTRIES : maxEntries;
  /** How many entries of each partition show its share of the first `n` entries of the list. */
  const sampleSize = (n: number) =>
    list.partitions.length === 1 ? n : Math.min(n, Math.max(FEW_ENTRIES, Math.ceil(n / (4 * list.partitions.length))));

  return {
    async page(after, size) {
      const items: T[] = [];
      const seen = new Set();
      const isNew = (entry: Entry) => !seen.has(identify(entry)) && Boolean(seen.add(identify(entry)));
      let last = after;
      const chunk = sparse ? SPARSE_BATCH : size + 1;
      for await (const { entries, end } of walk(client, list, { after, size: chunk, limit })) {
        for (let from = 0; from < entries.length; ) {
          if (items.length === size) return { items, next: last ?? null };
          const batch = entries.slice(from, from + (sparse ? SPARSE_BATCH : size - items.length));
          const entriesToLoad = batch.filter(isNew);
          const loaded = await load(entriesToLoad);
          for (const [index, resource] of loaded.entries()) {
            if (resource === undefined) continue;
            if (items.length === size) return { items, next: last ?? null };
            items.push(resource);
            last = keyOf(entriesToLoad[index]);
          }
          from += batch.length;
          if (items.length < size) last = keyOf(batch.at(-1));
        }
        last = end;
      }
      return { items, next: last ?? null };
    },

    async count() {
      if (options.count) return options.count();
      return isFiltered(list) || sparse ? null : count(client, list, MAX_ENTRIES_READ);
    },

    async keyAt(n) {
      if (sparse) return null;
      let passed = 0;
      let rest: string | undefined;
      const bound = isFiltered(list) ? { limit: MAX_ENTRIES_READ } : {};
      for await (const { entries, end } of walk(client, list, { size: n, first: sampleSize(n), ...bound })) {
        const entry = entries[n - passed - 1];
        if (entry !== undefined) return keyOf(entry);
        passed += entries.length;
        rest = end;
      }
      return rest === undefined ? undefined : null;
    },

    isKey: (text) => isSortKey(list, text),
  };
}
