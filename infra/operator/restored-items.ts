// Builds all items of a restored workspace, as the system would have stored them.
import { type AuditEntry, DEPLOYMENT } from '../../shared/domain/audit.ts';
import { RESTORE_REQUEST_ID } from '../../shared/domain/events.ts';
import { isActiveHumanAdmin } from '../../shared/domain/user.ts';
import { accountWrites } from '../../shared/storage/accounts/account-writes.ts';
import { countsInTeams } from '../../shared/storage/accounts/counters.ts';
import { totalsItems } from '../../shared/storage/accounts/totals.ts';
import { auditWrites } from '../../shared/storage/audit-log/audit-writes.ts';
import {
  countsInTeams as countsOfDatastore,
  datastoreWrites,
} from '../../shared/storage/datastores/datastore-writes.ts';
import type { Item } from '../../shared/storage/dynamodb/schema-version.ts';
import { put, type Write } from '../../shared/storage/dynamodb/transaction.ts';
import { humanAdminsKey, PARTITIONS, teamUsageKey } from '../../shared/storage/keys.ts';
import { teamWrites, usageOfTeams } from '../../shared/storage/teams/team-writes.ts';
import { toSequencesItem } from '../../shared/storage/workspace/ids.ts';
import { toPolicyItem } from '../../shared/storage/workspace/policies.ts';
import { itemsOf } from './bulk-write.ts';
import type { RestoredState } from './restored-state.ts';

export function restoredItems(state: RestoredState, now: Date): Item[] {
  const { accounts, teams, datastores, policy, lastIds, kept, entries } = state;
  const isNew = { before: undefined, entries: [] } as const;
  const admins = accounts.filter(({ user }) => isActiveHumanAdmin(user)).map(({ user }) => user.id);
  const singles = [
    { ...humanAdminsKey, admins: new Set(admins) },
    toSequencesItem(lastIds),
    ...(policy ? [toPolicyItem(policy)] : []),
  ];
  const writes: Write<unknown>[] = [
    ...accounts.flatMap((after) => accountWrites({ before: undefined, after, entries: [lastChange(now)] })),
    ...teams.flatMap((after) => teamWrites({ ...isNew, after })),
    ...datastores.flatMap((after) => datastoreWrites({ ...isNew, after })),
    ...singles.map((item) => put(item)),
  ];
  const derived = [...itemsOf(writes), ...itemsOf(totalsItems(accounts).map((item) => put(item)))].filter(
    ({ pk }) => pk !== PARTITIONS.auditLog,
  );
  return [...derived.map(withUsageCounts(state)), ...kept, ...itemsOf(auditWrites(entries, () => undefined))];
}

/** The audit entry that the accounts have as their last change. It is not part of the log. */
function lastChange(now: Date): AuditEntry {
  const origin = { at: now.toISOString(), actor: DEPLOYMENT, request_id: RESTORE_REQUEST_ID, source_ip: 'none' };
  return { id: 0, action: 'user.updated', target: '', changes: {}, ...origin };
}

/** Sets the numbers of accounts and datastores in the usage items of teams. */
function withUsageCounts({ accounts, datastores }: RestoredState): (item: Item) => Item {
  const uses = usageOfTeams([...accounts.map(countsInTeams), ...datastores.map(countsOfDatastore)]);
  const byPartition = new Map([...uses].map(([id, counts]) => [teamUsageKey(id).pk, counts]));
  return (item) => (item.sk === teamUsageKey(0).sk ? { ...item, ...byPartition.get(item.pk as string) } : item);
}
