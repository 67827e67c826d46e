// Who the caller is.
import { Refusal } from '../domain/errors.ts';
import type { AuthenticatedBy } from '../domain/principal.ts';
import type { User } from '../domain/user.ts';
import type { Caller, Ports } from './ports.ts';
import { type WithTeamNames, withNamedTeams } from './team-names.ts';

export async function getMe(
  ports: Ports,
  { principal }: Caller,
): Promise<WithTeamNames<User> & { authenticated_by: AuthenticatedBy }> {
  const own = await ports.accounts.byId(principal.id);
  if (own === undefined) throw Refusal.notFound('user');
  return { ...(await withNamedTeams(ports.teamNames, own.user)), authenticated_by: principal.authenticated_by };
}
