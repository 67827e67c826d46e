// How many service tokens match a filter, at a bounded cost.
import { queryOptions } from '@tanstack/react-query';
import { api, bodyOf } from './client.ts';
import type { TokenFilter } from './tokens.ts';

export interface Count {
  readonly value: number;
  /** Whether there are more than the API counts. */
  readonly isMore: boolean;
}

const PAGE_SIZE = 100;

/** The total of the API, or the number of tokens on one page if it has no total. */
export const tokenCountQuery = (filter: TokenFilter) =>
  queryOptions({
    queryKey: ['token-count', filter],
    queryFn: async (): Promise<Count> => {
      const query = { ...filter, page: 1, size: PAGE_SIZE };
      const { items, total, next_cursor } = await bodyOf(api.GET('/api/user-tokens/service', { params: { query } }));
      return total === null ? { value: items.length, isMore: next_cursor !== null } : { value: total, isMore: false };
    },
  });

export function countText({ value, isMore }: Count): string {
  return isMore ? `more than ${value}` : String(value);
}
