// Who the caller is.
import type { Me } from '../contracts/answers.ts';
import { Refusal } from '../domain/errors.ts';
import type { Caller, Ports } from './ports.ts';
import { withNamedTeams } from './team-names.ts';

export async function getMe(ports: Ports, { principal }: Caller): Promise<Me> {
  const own = await ports.accounts.byId(principal.id);
  if (own === undefined) throw Refusal.notFound('user');
  return { ...(await withNamedTeams(ports.teamNames, own.user)), authenticated_by: principal.authenticated_by };
}
