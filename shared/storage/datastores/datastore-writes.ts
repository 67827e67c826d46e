// What a change of a datastore writes, in one transaction: each write has the condition that keeps its rule.
import type { Datastore } from '../../domain/datastore.ts';
import type { DomainError } from '../../domain/errors.ts';
import * as errors from '../../domain/errors.ts';
import type { Change, CommitResult } from '../../services/ports/repositories.ts';
import { auditWrites } from '../audit-log/audit-writes.ts';
import { always, isNew, unchangedSinceRead } from '../conditions.ts';
import { put, remove, type Write } from '../dynamodb/transaction.ts';
import { datastoreKey, datastoreNameKey, type Key, teamDatastoreKey } from '../keys.ts';
import { usageWrites } from '../teams/team-writes.ts';
import { parseDatastoreItem, toDatastoreItem } from './datastore-item.ts';

type WriteRejection = DomainError | CommitResult<Datastore>;

export function datastoreWrites({ before, after, entries }: Change<Datastore>): Write<WriteRejection>[] {
  const stale = (current: Datastore | undefined): WriteRejection => ({ committed: false, current });
  const stored = (item: Record<string, unknown> | undefined) => stale(item && parseDatastoreItem(item));
  return [
    ...(before === undefined && after ? [put(toDatastoreItem(after), isNew, () => stale(undefined))] : []),
    ...(before && after ? [put(toDatastoreItem(after), unchangedSinceRead(before.version), stored)] : []),
    ...(before && !after ? [remove(datastoreKey(before.id), unchangedSinceRead(before.version), stored)] : []),
    ...listWrites(before, after),
    ...usageWrites('datastores', before?.team_ids ?? [], after?.team_ids ?? []),
    ...auditWrites(entries, () => stale(before)),
  ];
}

/** The name is given once; with each team stands an entry by the name, so that lists need no index, which lags. */
function listWrites(before: Datastore | undefined, after: Datastore | undefined): Write<WriteRejection>[] {
  const keysOf = (datastore: Datastore): Key[] => [
    datastoreNameKey(datastore.name),
    ...datastore.team_ids.map((team) => teamDatastoreKey(team, datastore.name)),
  ];
  const text = ({ pk, sk }: Key) => `${pk} ${sk}`;
  const [keysBefore, keysAfter] = [before, after].map(
    (one) => new Map((one ? keysOf(one) : []).map((key) => [text(key), key])),
  );
  const added = [...(keysAfter ?? [])].filter(([key]) => !keysBefore?.delete(key));
  const taken = () => errors.datastoreNameTaken(after?.name ?? '');
  return [
    ...added.map(([, key]) => put<WriteRejection>({ ...key, id: after?.id }, isNew, taken)),
    ...[...(keysBefore?.values() ?? [])].map((key) => remove<WriteRejection>(key, always, taken)),
  ];
}
