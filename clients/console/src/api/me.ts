// The person who is signed in.
import { queryOptions, useSuspenseQuery } from '@tanstack/react-query';
import { api, bodyOf } from './client.ts';
import type { Me } from './types.ts';

const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: () => bodyOf(api.GET('/api/me')),
});

export function useMe(): Me {
  return useSuspenseQuery(meQuery).data;
}
