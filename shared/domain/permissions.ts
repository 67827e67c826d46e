// What a principal may do with a resource that belongs to teams. Every route of ours decides by these functions, and so
// may any service behind the authorizer: its context is such a principal.
import * as errors from './errors.ts';
import type { Principal } from './principal.ts';
import type { Role } from './user.ts';

/** Who asks, as the authorizer's context tells it. */
type Member = Pick<Principal, 'role' | 'team_ids'>;

/**
 * Whether the principal reaches the resource: the Admin role reaches all, others what shares a team with them (R5). What
 * is not reached does not exist for them: 404, and in no list or total.
 */
export function reaches(principal: Member, resource: { readonly team_ids: readonly number[] }): boolean {
  return principal.role === 'Admin' || resource.team_ids.some((team) => principal.team_ids.includes(team));
}

/** The roles that write datastores. */
export const DATASTORE_WRITERS = ['Admin', 'Manager'] as const satisfies readonly Role[];

/**
 * Refuses teams that the principal may not give to a resource: a Manager adds the teams they are in, `Public` among them,
 * and keeps the resource within reach of some team.
 *
 * @param before - The teams of the resource until now.
 * @throws DomainError `team_not_yours`; `validation_failed` when no team is left.
 */
export function assertTeamsAssignable(principal: Member, before: readonly number[], after: readonly number[]): void {
  if (principal.role === 'Admin') return;
  const foreign = after.filter((team) => !before.includes(team) && !principal.team_ids.includes(team));
  if (foreign.length > 0) {
    throw errors.teamNotYours();
  }
  if (after.length === 0) {
    throw errors.invalidRequest([{ path: 'teams', message: 'must name a team you are a member of, or Public' }]);
  }
}
