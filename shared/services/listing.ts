// Lists for clients: by `page` with a total, or by `cursor`, which costs the same at any depth.
import { createHash } from 'node:crypto';
import type { ListResponse } from '../contracts/responses.ts';
import * as errors from '../domain/errors.ts';

/** An ordered list of items. Each item has a key, and the keys have the order of the list. */
export interface Source<T> {
  /** The items after a key, or from the start. @param expected - The number of items that the caller needs. */
  walk(after?: string, expected?: number): AsyncIterable<Listed<T>>;
  count(): Promise<number>;
  /** The key of the `n`-th item, from 1; undefined when the list is shorter. */
  keyAt(n: number): Promise<string | undefined>;
  /** Whether an item of the list can have this key. The text comes from a client. */
  isKey(text: string): boolean;
}

export interface Listed<T> {
  readonly key: string;
  readonly item: T;
}

export interface Paging {
  readonly page?: number | undefined;
  readonly size: number;
  readonly cursor?: string | undefined;
}

/** The cursor that starts a walk. */
const START_CURSOR = '*';

/**
 * One page of a list.
 *
 * @param scope - Identifies the list and its filters: a cursor of one scope is rejected in another.
 * @throws DomainError `validation_failed` for a cursor that was altered or forged, or that belongs to another list.
 */
export async function pageOf<T>(
  source: Source<T>,
  { page = 1, size, cursor }: Paging,
  scope: string,
): Promise<ListResponse<T>> {
  if (cursor !== undefined) {
    const after = cursor === START_CURSOR ? undefined : readCursor(cursor, source, scope);
    return { ...(await itemsAfter(source, after, size, scope)), size };
  }
  const total = await source.count();
  const skipped = (page - 1) * size;
  if (skipped >= total) return { items: [], total, page, size, next_cursor: null };
  const after = skipped === 0 ? undefined : await source.keyAt(skipped);
  return { ...(await itemsAfter(source, after, size, scope)), total, page, size };
}

async function itemsAfter<T>(source: Source<T>, after: string | undefined, size: number, scope: string) {
  const items: T[] = [];
  let lastKey = '';
  for await (const { key, item } of source.walk(after, size + 1)) {
    if (items.length === size) return { items, next_cursor: writeCursor(lastKey, scope) };
    items.push(item);
    lastKey = key;
  }
  return { items, next_cursor: null };
}

/** A list in memory, such as the tokens of one account, in the order of the ids. */
export function sourceOf<T>(items: readonly T[], idOf: (item: T) => number): Source<T> {
  const listed = items.map((item) => ({ key: String(idOf(item)), item })).sort((a, b) => Number(a.key) - Number(b.key));
  return {
    async *walk(after) {
      yield* listed.filter(({ key }) => after === undefined || Number(key) > Number(after));
    },
    count: async () => listed.length,
    keyAt: async (n) => listed[n - 1]?.key,
    isKey: (text) => /^\d{1,16}$/.test(text),
  };
}

/** The same list with another view of each item. */
export function mapped<T, U>(source: Source<T>, view: (item: T) => U): Source<U> {
  return {
    ...source,
    async *walk(after, expected) {
      for await (const { key, item } of source.walk(after, expected)) yield { key, item: view(item) };
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
