// A team: accounts that are in it reach the datastores that name it.
import * as errors from './errors.ts';

/** Field names are those of the API. */
export interface Team {
  /** Grows by one with every change of the team itself; 0 = not yet stored. */
  readonly version: number;
  readonly id: number;
  readonly name: string;
  readonly description: string;
}

/** The team that every account is in, always (R5). Made with the workspace, never changed. */
export const PUBLIC_TEAM: Team = { version: 1, id: 1, name: 'Public', description: 'Everybody' };

/** How many teams an account or a datastore may name: as many as one transaction has room for. */
export const MAX_TEAMS = 20;

/** Names that differ in case, or in how their accents are encoded, are one name. */
export function nameKey(name: string): string {
  // A sigma at the end of a word is lower-cased to another letter than elsewhere.
  return name.normalize('NFC').toLowerCase().replaceAll('ς', 'σ');
}

export function isPublicName(name: string): boolean {
  return nameKey(name) === nameKey(PUBLIC_TEAM.name);
}

export interface TeamChanges {
  readonly name?: string | undefined;
  readonly description?: string | undefined;
}

export function updateTeam(team: Team, changes: TeamChanges): Team {
  assertNotPublic(team);
  return { ...team, name: changes.name ?? team.name, description: changes.description ?? team.description };
}

/** `Public` is neither renamed nor deleted. */
export function assertNotPublic(team: Team): void {
  if (team.id === PUBLIC_TEAM.id) throw errors.publicTeam();
}

/** `Public` first, then the given teams once each (R5). */
export function withPublic(teamIds: readonly number[]): number[] {
  return [...new Set([PUBLIC_TEAM.id, ...teamIds])];
}
