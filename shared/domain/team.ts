// A team: its members reach the datastores that belong to it.
import * as errors from './errors.ts';
import { nameKey } from './names.ts';

/** Field names are those of the API. */
export interface Team {
  /** Incremented by every change of the team itself; 0 means not stored yet. */
  readonly version: number;
  readonly id: number;
  readonly name: string;
  readonly description: string;
}

/** Every account is a member of this team (R5). It is created with the workspace and never changes. */
export const PUBLIC_TEAM: Team = { version: 1, id: 1, name: 'Public', description: 'Everybody' };

/** The number of teams that an account or a datastore may have, besides Public: what fits into one transaction. */
export const MAX_TEAMS = 20;

export function isPublicName(name: string): boolean {
  return nameKey(name) === nameKey(PUBLIC_TEAM.name);
}

export interface TeamChanges {
  readonly name?: string | undefined;
  readonly description?: string | undefined;
}

/** @throws DomainError `public_team`. */
export function updateTeam(team: Team, changes: TeamChanges): Team {
  assertNotPublic(team);
  return { ...team, name: changes.name ?? team.name, description: changes.description ?? team.description };
}

/** @throws DomainError `public_team`: `Public` is neither changed nor deleted. */
export function assertNotPublic(team: Team): void {
  if (team.id === PUBLIC_TEAM.id) throw errors.publicTeam();
}

/** `Public` first, then each given team once (R5). */
export function withPublic(teamIds: readonly number[]): number[] {
  return [...new Set([PUBLIC_TEAM.id, ...teamIds])];
}
