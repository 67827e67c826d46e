// What a change of a team writes, in one transaction: each write has the condition that keeps its rule.

import type { DomainError } from '../../domain/errors.ts';
import * as errors from '../../domain/errors.ts';
import { nameKey, PUBLIC_TEAM, type Team } from '../../domain/team.ts';
import type { Change, CommitResult } from '../../services/ports/repositories.ts';
import { auditWrites } from '../audit-log/audit-writes.ts';
import { always, isNew, isStored, unchangedSinceRead, unused } from '../conditions.ts';
import { put, remove, update, type Write } from '../dynamodb/transaction.ts';
import { teamKey, teamNameKey, teamUsageKey } from '../keys.ts';
import { parseTeamItem, toTeamItem } from './team-item.ts';

type WriteRejection = DomainError | CommitResult<Team>;

export function teamWrites({ before, after, entries }: Change<Team>): Write<WriteRejection>[] {
  const stale = (current: Team | undefined): WriteRejection => ({ committed: false, current });
  const stored = (item: Record<string, unknown> | undefined) => stale(item && parseTeamItem(item));
  return [
    ...(before === undefined && after ? creation(after, stale) : []),
    ...(before && after ? [put(toTeamItem(after), unchangedSinceRead(before.version), stored)] : []),
    ...(before && !after ? deletion(before, stored) : []),
    ...nameWrites(before, after),
    ...auditWrites(entries, () => stale(before)),
  ];
}

function creation(team: Team, stale: (current: undefined) => WriteRejection): Write<WriteRejection>[] {
  const usage = { ...teamUsageKey(team.id), accounts: 0, datastores: 0 };
  return [put(toTeamItem(team), isNew, () => stale(undefined)), put(usage, isNew, () => stale(undefined))];
}

/** Only a team that no account and no datastore names is deleted; whoever comes later finds no usage to count in. */
function deletion(team: Team, stored: Write<WriteRejection>['onRejected']): Write<WriteRejection>[] {
  return [
    remove(teamKey(team.id), unchangedSinceRead(team.version), stored),
    remove(teamUsageKey(team.id), unused, (usage) => inUse(usage ?? {})),
  ];
}

function inUse({ accounts, datastores }: Record<string, unknown>): DomainError {
  return errors.teamInUse({ accounts, datastores });
}

function nameWrites(before: Team | undefined, after: Team | undefined): Write<WriteRejection>[] {
  const taken = () => errors.teamNameTaken(after?.name ?? '');
  if (before && after && nameKey(before.name) === nameKey(after.name)) return [];
  return [
    ...(before ? [remove<WriteRejection>(teamNameKey(before.name), always, taken)] : []),
    ...(after ? [put<WriteRejection>({ ...teamNameKey(after.name), id: after.id }, isNew, taken)] : []),
  ];
}

/**
 * Counts who names a team: in for each that is new, out for each that is gone. A team that was deleted since has no usage,
 * so nobody joins it. Public is not counted: it is never deleted.
 */
export function usageWrites(
  what: 'accounts' | 'datastores',
  before: readonly number[],
  after: readonly number[],
): Write<DomainError>[] {
  const countWrite = (by: 1 | -1) => (id: number) =>
    update(teamUsageKey(id), `ADD ${what} :by`, { ':by': by }, isStored, () => deletedSince(id));
  const newTo = (other: readonly number[]) => (id: number) => id !== PUBLIC_TEAM.id && !other.includes(id);
  return [...after.filter(newTo(before)).map(countWrite(1)), ...before.filter(newTo(after)).map(countWrite(-1))];
}

function deletedSince(id: number): DomainError {
  return errors.invalidRequest([{ path: 'teams', message: `the team with id ${id} was deleted in the meantime` }]);
}
