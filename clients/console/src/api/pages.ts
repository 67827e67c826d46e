// Lists of the API, page by page.
import { infiniteQueryOptions, keepPreviousData } from '@tanstack/react-query';

export interface ApiPage<Item> {
  readonly items: readonly Item[];
  /** Null if the API cannot count the items at a bounded cost. */
  readonly total: number | null;
  readonly next_cursor: string | null;
}

/** The parameters of one page: the first one by its number, which has a total, and the others by cursor. */
export type PageParameters =
  | { readonly page: 1; readonly size: number }
  | { readonly cursor: string; readonly size: number };

/** @param read - Reads one page. The key must contain everything that it depends on. */
export function listQuery<Item>(
  key: readonly unknown[],
  size: number,
  read: (page: PageParameters) => Promise<ApiPage<Item>>,
) {
  return infiniteQueryOptions({
    queryKey: [...key, size],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam }) => read(pageParam === null ? { page: 1, size } : { cursor: pageParam, size }),
    getNextPageParam: ({ next_cursor }) => next_cursor,
    placeholderData: keepPreviousData,
  });
}
