// Lists for clients: by `page` with a total, or by `cursor`. The cost of a page does not depend on the length of the list.
import { createHash } from 'node:crypto';
import type { ListResponse } from '../contracts/responses.ts';
import * as errors from '../domain/errors.ts';
import { awaitAll } from './await-all.ts';

/** An ordered list of items. Each item has a key, and the keys have the order of the list. */
export interface Source<T> {
  /** Reads the items after a key, or from the start. */
  page(after: string | undefined, size: number): Promise<Page<T>>;
  /** The number of items; null when the list cannot count them at a bounded cost. */
  count(): Promise<number | null>;
  /** The key of the `n`-th item, from 1; undefined when the list is shorter; null when it is too far from the start. */
  keyAt(n: number): Promise<string | undefined | null>;
  /** Whether an item of the list can have this key. The text comes from a client. */
  isKey(text: string): boolean;
}

interface Page<T> {
  /** Up to `size` items: fewer at the end of the list, or when a filter has to skip too many entries. */
  readonly items: readonly T[];
  /** The key after which the list continues; null at its end. */
  readonly next: string | null;
}

export interface Paging {
  readonly page?: number | undefined;
  readonly size: number;
  readonly cursor?: string | undefined;
}

/** The cursor that starts a walk. */
const START_CURSOR = '*';

/** The items that clients can reach by `page`: DynamoDB reads everything before a page that is found by its number. */
const MAX_ITEMS_BY_PAGE = 10_000;

/**
 * One page of a list.
 *
 * @param scope - Identifies the list and its filters: a cursor of one scope is rejected in another.
 * @throws DomainError `validation_failed` for a cursor that was altered or forged, or that belongs to another list, and
 * for a page that is too far from the start.
 */
export async function pageOf<T>(
  source: Source<T>,
  { page = 1, size, cursor }: Paging,
  scope: string,
): Promise<ListResponse<T>> {
  if (cursor !== undefined) {
    const after = cursor === START_CURSOR ? undefined : readCursor(cursor, source, scope);
    return { ...(await itemsAfter(source, after, size, scope)), total: null, page: null, size };
  }
  if (page * size > MAX_ITEMS_BY_PAGE) {
    throw tooDeep(`must be at most ${Math.floor(MAX_ITEMS_BY_PAGE / size)} for this size: use cursor`);
  }
  const [total, found] = await awaitAll([source.count(), itemsOfPage(source, page, size, scope)]);
  return { ...found, total, page, size };
}

async function itemsOfPage<T>(source: Source<T>, page: number, size: number, scope: string) {
  if (page === 1) return itemsAfter(source, undefined, size, scope);
  const after = await source.keyAt((page - 1) * size);
  if (after === null) throw tooDeep('is too far from the start of the list with this filter: use cursor');
  return after === undefined ? { items: [], next_cursor: null } : itemsAfter(source, after, size, scope);
}

async function itemsAfter<T>(source: Source<T>, after: string | undefined, size: number, scope: string) {
  const { items, next } = await source.page(after, size);
  return { items, next_cursor: next === null ? null : writeCursor(next, scope) };
}

function tooDeep(message: string) {
  return errors.invalidRequest([{ path: 'page', message }]);
}

/** A list in memory, such as the tokens of one account, in the order of the ids. */
export function sourceOf<T>(items: readonly T[], idOf: (item: T) => number): Source<T> {
  const sorted = items.toSorted((a, b) => idOf(a) - idOf(b));
  const keyAt = (n: number) => sorted.slice(n - 1, n).map((item) => String(idOf(item)))[0];
  return {
    async page(after, size) {
      const rest = sorted.filter((item) => after === undefined || idOf(item) > Number(after));
      const last = rest[size - 1];
      return { items: rest.slice(0, size), next: last && rest.length > size ? String(idOf(last)) : null };
    },
    count: async () => sorted.length,
    keyAt: async (n) => keyAt(n),
    isKey: (text) => /^\d{1,16}$/.test(text),
  };
}

/** The most pages of a list that one request reads to find items that are selected after they were read. */
const MAX_SELECTED_READS = 20;

/**
 * The items of a list that are selected after they were read. A page ends early when too many items are not selected.
 *
 * @param select - Returns the selected items of a page, in their order.
 */
export function selected<T, U>(source: Source<T>, select: (items: readonly T[]) => Promise<readonly U[]>): Source<U> {
  return {
    isKey: source.isKey,
    count: async () => null,
    keyAt: async () => null,
    async page(after, size) {
      const items: U[] = [];
      let last = after;
      for (let reads = 0; reads < MAX_SELECTED_READS && items.length < size; reads += 1) {
        const page = await source.page(last, size - items.length);
        items.push(...(await select(page.items)));
        if (page.next === null) return { items, next: null };
        last = page.next;
      }
      return { items, next: last ?? null };
    },
  };
}

/** The same list with another view of each item. */
export function mapped<T, U>(source: Source<T>, view: (item: T) => U): Source<U> {
  return {
    ...source,
    async page(after, size) {
      const { items, next } = await source.page(after, size);
      return { items: items.map(view), next };
    },
  };
}

/**
 * Returns the cursor after the item with this key. The list itself comes from the request. The digest binds the cursor to
 * the list and detects mistakes of clients; it has no secret key, so the source checks the key of every cursor as well.
 */
export function writeCursor(key: string, scope: string): string {
  return `${Buffer.from(key).toString('base64url')}.${digest(key, scope)}`;
}

function readCursor(cursor: string, source: Pick<Source<unknown>, 'isKey'>, scope: string): string {
  const [encoded = ''] = cursor.split('.');
  const key = Buffer.from(encoded, 'base64url').toString();
  if (writeCursor(key, scope) !== cursor || !source.isKey(key)) {
    throw errors.invalidRequest([{ path: 'cursor', message: 'is not a next_cursor of this list' }]);
  }
  return key;
}

function digest(key: string, scope: string): string {
  return createHash('sha256').update(`${scope}\n${key}`).digest('base64url').slice(0, 16);
}
