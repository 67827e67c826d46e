// The service tokens that expire next. It reads a bounded number of pages.
import { queryOptions } from '@tanstack/react-query';
import { api, bodyOf } from './client.ts';
import type { ApiPage } from './pages.ts';
import type { Token } from './types.ts';

const PAGE_SIZE = 100;
const MAX_PAGES = 10;

export interface ExpiringTokens {
  /** In order, in ISO 8601. */
  readonly expirations: readonly string[];
  /** Whether more tokens expire, after the last one of these. */
  readonly isMore: boolean;
}

/** @param before - A day in UTC. */
export const expiringTokensQuery = (before: string) =>
  queryOptions({
    queryKey: ['expiring-tokens', before],
    queryFn: async ({ signal }): Promise<ExpiringTokens> => {
      const expirations: string[] = [];
      let cursor: string | null = '*';
      for (let page = 0; page < MAX_PAGES && cursor !== null; page += 1) {
        const query = { status: 'Active' as const, expires_before: before, cursor, size: PAGE_SIZE };
        const body: ApiPage<Token> = await bodyOf(api.GET('/api/user-tokens/service', { params: { query }, signal }));
        expirations.push(...body.items.flatMap(({ expiration }) => expiration ?? []));
        cursor = body.next_cursor;
      }
      return { expirations, isMore: cursor !== null };
    },
  });
