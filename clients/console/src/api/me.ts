// The person who is signed in.
import { queryOptions, useSuspenseQuery } from '@tanstack/react-query';
import { api, bodyOf } from './client.ts';
import type { User } from './types.ts';

export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: (): Promise<User> => bodyOf(api.GET('/api/me')),
});

export function useMe(): User {
  return useSuspenseQuery(meQuery).data;
}
