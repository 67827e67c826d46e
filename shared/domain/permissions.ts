// What a principal may do with a resource that belongs to teams. All operations decide with these functions, and so can a
// service behind the authorizer: the authorizer's context is such a principal.
import * as errors from './errors.ts';
import type { Principal } from './principal.ts';
import type { Role } from './user.ts';

/** The part of a principal that decides, as the authorizer's context has it. */
type Member = Pick<Principal, 'role' | 'team_ids'>;

/**
 * Whether the principal reaches the resource: the role Admin reaches all, other roles reach the resources of their teams
 * (R5). A resource out of reach does not exist for the principal: 404, and in no list or total.
 */
export function reaches(principal: Member, resource: { readonly team_ids: readonly number[] }): boolean {
  return principal.role === 'Admin' || resource.team_ids.some((team) => principal.team_ids.includes(team));
}

/** The roles that create, change and delete datastores. */
export const DATASTORE_WRITERS = ['Admin', 'Manager'] as const satisfies readonly Role[];

/**
 * Asserts that the principal may give these teams to a resource. A Manager adds only teams they are a member of, and
 * leaves the resource at least one team.
 *
 * @param before - The teams of the resource before the change.
 * @throws DomainError `team_not_yours`; `validation_failed` when no team is left.
 */
export function assertTeamsAssignable(principal: Member, before: readonly number[], after: readonly number[]): void {
  if (principal.role === 'Admin') return;
  const foreign = after.filter((team) => !before.includes(team) && !principal.team_ids.includes(team));
  if (foreign.length > 0) throw errors.teamNotYours();
  if (after.length === 0) {
    throw errors.invalidRequest([{ path: 'teams', message: 'must name a team you are a member of, or Public' }]);
  }
}
