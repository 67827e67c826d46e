// The writes of a change of a datastore. They are committed in one transaction, each with the condition that enforces
// its rule.
import type { Datastore } from '../../domain/datastore.ts';
import type { DomainError } from '../../domain/errors.ts';
import * as errors from '../../domain/errors.ts';
import type { Change } from '../../services/ports/repositories.ts';
import { auditWrites } from '../audit-log/audit-writes.ts';
import { isNew } from '../conditions.ts';
import { diffItems } from '../diff-items.ts';
import type { Item } from '../dynamodb/schema-version.ts';
import { modifiedConcurrently, put, remove, type Write, type WriteRejection } from '../dynamodb/transaction.ts';
import { versionedWrite } from '../dynamodb/versioned-write.ts';
import { datastoreKey, datastoreNameKey, type Key, teamDatastoreKey } from '../keys.ts';
import { type TeamCounts, usageWrites } from '../teams/team-writes.ts';
import { parseDatastoreItem, toDatastoreItem } from './datastore-item.ts';

const DATASTORE_FORMAT = { keyOf: datastoreKey, toItem: toDatastoreItem, parse: parseDatastoreItem };

export function datastoreWrites(change: Change<Datastore>): Write<WriteRejection<Datastore>>[] {
  const { before, after, entries } = change;
  return [
    versionedWrite(change, DATASTORE_FORMAT),
    ...listEntryWrites(change),
    ...usageWrites(before && countsInTeams(before), after && countsInTeams(after)),
    ...auditWrites(entries, () => modifiedConcurrently(before)),
  ];
}

/** What the datastore contributes to the usage of each of its teams. */
export function countsInTeams({ team_ids }: Datastore): TeamCounts {
  return new Map(team_ids.map((id) => [id, { datastores: 1 }]));
}

/**
 * Writes the entries of the datastore in the lists of datastores, one list for the workspace and one for each team.
 * They are items of the table, because an index would lag behind it. The entry of the workspace also keeps the name
 * unique.
 */
function listEntryWrites({ before, after }: Change<Datastore>): Write<DomainError>[] {
  const { added, removed } = diffItems(
    before ? listEntries(before) : [],
    after ? listEntries(after) : [],
    (item) => item,
  );
  const nameTaken = () => errors.datastoreNameTaken(after?.name ?? '');
  return [
    ...added.map((entry) => put(entry, { condition: isNew, onRejected: nameTaken })),
    ...removed.map((entry) => remove(entry)),
  ];
}

function listEntries({ id, name, team_ids }: Datastore): (Key & Item)[] {
  return [datastoreNameKey(name), ...team_ids.map((team) => teamDatastoreKey(team, name))].map((key) => ({
    ...key,
    id,
  }));
}
