// How many accounts match a filter. The API counts them at a bounded cost.
import { queryOptions } from '@tanstack/react-query';
import { api, bodyOf } from './client.ts';
import type { UserFilter } from './users.ts';

/** Null if the API does not count that many accounts. */
export const accountCountQuery = (filter: UserFilter) =>
  queryOptions({
    queryKey: ['account-count', filter],
    queryFn: async () =>
      (await bodyOf(api.GET('/api/users', { params: { query: { ...filter, page: 1, size: 1 } } }))).total,
  });
