// Teams are stored by their ids and told by their names: how the one becomes the other.
import type { UserView } from '../contracts/responses.ts';
import type { Account } from '../domain/account.ts';
import type { AuditEntry } from '../domain/audit.ts';
import * as errors from '../domain/errors.ts';
import { nameKey } from '../domain/team.ts';
import type { TeamNames } from './ports/queries.ts';

/** Something that belongs to teams, as clients see it. */
export type WithTeamNames<T> = Omit<T, 'team_ids'> & { readonly teams: readonly string[] };

/** @throws DomainError `validation_failed` that names the unknown team. */
export async function teamIdsOf(teamNames: TeamNames, names: readonly string[]): Promise<number[]> {
  const ids = await teamNames.idsOf(names);
  const unknown = names.flatMap((name, index) =>
    ids.has(nameKey(name))
      ? []
      : [{ path: `teams.${index}`, message: `there is no team named ${JSON.stringify(name)}` }],
  );
  if (unknown.length > 0) throw errors.invalidRequest(unknown);
  // Beside a rename the old name and the new one may both have been read: they are one team.
  return [...new Set(names.flatMap((name) => ids.get(nameKey(name)) ?? []))];
}

/** The same items with the names of their teams, read once for all of them. */
export async function withTeamNames<T extends { readonly team_ids: readonly number[] }>(
  teamNames: TeamNames,
  items: readonly T[],
): Promise<WithTeamNames<T>[]> {
  const names = await teamNames.namesOf(items.flatMap(({ team_ids }) => team_ids));
  const named = ([field, value]: [string, unknown]) =>
    field === 'team_ids' ? ['teams', namesOfIds(names, value as number[])] : [field, value];
  return items.map((item) => Object.fromEntries(Object.entries(item).map(named)));
}

export async function withNamedTeams<T extends { readonly team_ids: readonly number[] }>(
  teamNames: TeamNames,
  item: T,
): Promise<WithTeamNames<T>> {
  const [named] = await withTeamNames(teamNames, [item]);
  return named as WithTeamNames<T>;
}

/** Presents an account as the user that it is of. */
export function presentUser(teamNames: TeamNames): (account: Account) => Promise<UserView> {
  return ({ user }) => withNamedTeams(teamNames, user);
}

/** The same entries; where they tell of `team_ids`, the names that the teams have now stand beside, as `teams`. */
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

/** A team that was deleted since has no name any more: nothing belongs to it either. */
function namesOfIds(names: ReadonlyMap<number, string>, ids: readonly number[]): string[] {
  return ids.flatMap((id) => names.get(id) ?? []);
}
