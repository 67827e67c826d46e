// Who the caller is.
import { Refusal } from '../domain/errors.ts';
import type { AuthenticatedBy } from '../domain/principal.ts';
import type { User } from '../domain/user.ts';
import type { Caller, Ports } from './ports.ts';

export async function getMe(
  ports: Ports,
  { principal }: Caller,
): Promise<User & { authenticated_by: AuthenticatedBy }> {
  const own = await ports.accounts.byId(principal.id);
  if (own === undefined) throw Refusal.notFound('user');
  return { ...own.user, authenticated_by: principal.authenticated_by };
}
