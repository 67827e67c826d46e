// The account of the screen.
import { useSuspenseQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import type { User } from '../../api/types.ts';
import { userQuery } from '../../api/users.ts';

/** For the screen and its tabs. */
export function useAccount(): User {
  const { userId } = useParams({ from: '/admin/accounts/$userId' });
  return useSuspenseQuery(userQuery(userId)).data;
}
