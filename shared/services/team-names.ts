// Translates between the ids of teams, which are stored, and their names, which clients see.
import type { AuditEntry } from '../domain/audit.ts';
import * as errors from '../domain/errors.ts';
import { nameKey } from '../domain/names.ts';
import { named } from '../domain/quote.ts';
import type { TeamNames } from './ports/queries.ts';

interface HasTeams {
  readonly team_ids: readonly number[];
}

/** A resource that belongs to teams, as clients see it. */
export type WithTeamNames<T> = Omit<T, 'team_ids'> & { readonly teams: readonly string[] };

/** @throws DomainError `validation_failed` that names the unknown team. */
export async function teamIdsOf(teamNames: TeamNames, names: readonly string[]): Promise<number[]> {
  const ids = await teamNames.idsOf(names);
  const unknown = names.flatMap((name, index) => {
    const message = `there is no team ${named(name)}`;
    return ids.has(nameKey(name)) ? [] : [{ path: `teams.${index}`, message }];
  });
  if (unknown.length > 0) throw errors.invalidRequest(unknown);
  // During a rename, the old name and the new one may both have been read: they are the same team.
  return [...new Set(names.flatMap((name) => ids.get(nameKey(name)) ?? []))];
}

/** The items with the names of their teams, which are read once for all items. */
export async function withTeamNames<T extends HasTeams>(
  teamNames: TeamNames,
  items: readonly T[],
): Promise<WithTeamNames<T>[]> {
  const names = await teamNames.namesOf(items.flatMap(({ team_ids }) => team_ids));
  // The names take the place of the ids, so that the fields keep their order.
  const named = ([field, value]: [string, unknown]) =>
    field === 'team_ids' ? ['teams', namesOfIds(names, value as number[])] : [field, value];
  return items.map((item) => Object.fromEntries(Object.entries(item).map(named)));
}

/** One item with the names of its teams. */
export async function withNamedTeams<T extends HasTeams>(teamNames: TeamNames, item: T): Promise<WithTeamNames<T>> {
  const [named] = await withTeamNames(teamNames, [item]);
  return named as WithTeamNames<T>;
}

/** Adds `teams` to the entries that change `team_ids`: the names that the teams have now. */
export async function addTeamNames(teamNames: TeamNames, entries: readonly AuditEntry[]): Promise<AuditEntry[]> {
  const idsIn = ({ changes }: AuditEntry) => [changes.team_ids?.from, changes.team_ids?.to].flatMap((ids) => ids ?? []);
  const names = await teamNames.namesOf(entries.flatMap(idsIn) as number[]);
  return entries.map((entry) => {
    const { team_ids } = entry.changes;
    if (team_ids === undefined) return entry;
    const [from, to] = [team_ids.from, team_ids.to].map((ids) => ids && namesOfIds(names, ids as number[]));
    return { ...entry, changes: { ...entry.changes, teams: { from, to } } };
  });
}

/** Leaves out teams that were deleted in the meantime: nothing belongs to them any more. */
function namesOfIds(names: ReadonlyMap<number, string>, ids: readonly number[]): string[] {
  return ids.flatMap((id) => names.get(id) ?? []);
}
