// Who the caller is.
import type { Me } from '../contracts/responses.ts';
import * as errors from '../domain/errors.ts';
import type { Ports } from './ports/ports.ts';
import type { Caller } from './ports/request-context.ts';
import { withNamedTeams } from './team-names.ts';

export async function getMe(ports: Ports, { principal }: Caller): Promise<Me> {
  const own = await ports.accounts.byId(principal.id);
  if (own === undefined) throw errors.notFound('user');
  return { ...(await withNamedTeams(ports.teamNames, own.user)), authenticated_by: principal.authenticated_by };
}
