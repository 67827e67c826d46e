// The writes of a change of a team. They are committed in one transaction, each with the condition that enforces its
// rule.
import type { DomainError } from '../../domain/errors.ts';
import * as errors from '../../domain/errors.ts';
import { nameKey } from '../../domain/names.ts';
import { PUBLIC_TEAM, type Team } from '../../domain/team.ts';
import type { Change } from '../../services/ports/repositories.ts';
import { auditWrites } from '../audit-log/audit-writes.ts';
import { isNew, isStored, unused } from '../conditions.ts';
import { type Counts, countWrites, difference, sum } from '../counts.ts';
import type { Item } from '../dynamodb/schema-version.ts';
import { modifiedConcurrently, put, remove, type Write, type WriteRejection } from '../dynamodb/transaction.ts';
import { versionedWrite } from '../dynamodb/versioned-write.ts';
import { teamKey, teamNameKey, teamUsageKey } from '../keys.ts';
import { parseTeamItem, toTeamItem } from './team-item.ts';

const TEAM_FORMAT = { keyOf: teamKey, toItem: toTeamItem, parse: parseTeamItem };

export function teamWrites(change: Change<Team>): Write<WriteRejection<Team>>[] {
  const { before, entries } = change;
  return [
    versionedWrite(change, TEAM_FORMAT),
    ...usageItemWrites(change),
    ...nameWrites(change),
    ...auditWrites(entries, () => modifiedConcurrently(before)),
  ];
}

/**
 * Creates or deletes the usage item of the team. It is deleted only while no account and no datastore is in the team; a
 * later attempt to join the team finds no usage item to count in.
 */
function usageItemWrites({ before, after }: Change<Team>): Write<WriteRejection<Team>>[] {
  if (before === undefined && after !== undefined) {
    const usage = { ...teamUsageKey(after.id), accounts: 0, datastores: 0 };
    return [put(usage, { condition: isNew, onRejected: () => modifiedConcurrently<Team>(undefined) })];
  }
  if (before !== undefined && after === undefined) {
    return [remove(teamUsageKey(before.id), { condition: unused, onRejected: teamInUse })];
  }
  return [];
}

function teamInUse({ accounts, datastores }: Item = {}): DomainError {
  return errors.teamInUse({ accounts, datastores });
}

function nameWrites({ before, after }: Change<Team>): Write<DomainError>[] {
  if (before && after && nameKey(before.name) === nameKey(after.name)) return [];
  return [...(before ? [remove(teamNameKey(before.name))] : []), ...(after ? [reserveName(after)] : [])];
}

function reserveName({ id, name }: Team): Write<DomainError> {
  return put({ ...teamNameKey(name), id }, { condition: isNew, onRejected: () => errors.teamNameTaken(name) });
}

/**
 * Counts a resource in the usage of its teams. A deleted team has no usage item, so joining it is rejected. Public has none
 * either, because it is never deleted, and every account is in it.
 *
 * @param before - What the resource contributed to the counters of each team; undefined for a new resource.
 * @param after - What it contributes now; undefined for a deleted resource.
 */
export function usageWrites(before: TeamCounts = new Map(), after: TeamCounts = new Map()): Write<DomainError>[] {
  const ids = new Set([...after.keys(), ...before.keys()]);
  ids.delete(PUBLIC_TEAM.id);
  return [...ids].flatMap((id) => {
    const change = difference(before.get(id) ?? {}, after.get(id) ?? {});
    return countWrites(teamUsageKey(id), change, { condition: isStored, onRejected: () => teamDeleted(id) });
  });
}

/** Counts by the id of the team. */
export type TeamCounts = ReadonlyMap<number, Counts>;

/** The counters in the usage item of each team that one of the resources has. */
export function usageOfTeams(resources: readonly TeamCounts[]): TeamCounts {
  const usage = new Map<number, Counts>();
  for (const [id, counts] of resources.flatMap((one) => [...one])) usage.set(id, sum([usage.get(id) ?? {}, counts]));
  usage.delete(PUBLIC_TEAM.id);
  return usage;
}

function teamDeleted(id: number): DomainError {
  return errors.invalidRequest([{ path: 'teams', message: `the team with id ${id} was deleted in the meantime` }]);
}
