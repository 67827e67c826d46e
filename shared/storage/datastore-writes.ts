// What a change of a datastore writes, in one transaction: each write has the condition that keeps its rule.
import type { Datastore } from '../domain/datastore.ts';
import { Refusal } from '../domain/errors.ts';
import type { Change, CommitResult } from '../services/ports.ts';
import { auditWrites } from './audit-writes.ts';
import { always, isNew, unchangedSinceRead } from './conditions.ts';
import { parseDatastoreItem, toDatastoreItem } from './datastore-item.ts';
import { datastoreKey, datastoreNameKey, type Key, teamDatastoreKey } from './keys.ts';
import { usageWrites } from './team-writes.ts';
import { put, remove, type Write } from './transaction.ts';

type Meaning = Refusal | CommitResult<Datastore>;

export function datastoreWritesOf({ before, after, entries }: Change<Datastore>): Write<Meaning>[] {
  const stale = (current: Datastore | undefined): Meaning => ({ committed: false, current });
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
function listWrites(before: Datastore | undefined, after: Datastore | undefined): Write<Meaning>[] {
  const keysOf = (datastore: Datastore): Key[] => [
    datastoreNameKey(datastore.name),
    ...datastore.team_ids.map((team) => teamDatastoreKey(team, datastore.name)),
  ];
  const text = ({ pk, sk }: Key) => `${pk} ${sk}`;
  const [keysBefore, keysAfter] = [before, after].map(
    (one) => new Map((one ? keysOf(one) : []).map((key) => [text(key), key])),
  );
  const added = [...(keysAfter ?? [])].filter(([key]) => !keysBefore?.delete(key));
  const taken = () =>
    Refusal.conflict('datastore_name_taken', `There is a datastore named ${JSON.stringify(after?.name)} already.`);
  return [
    ...added.map(([, key]) => put<Meaning>({ ...key, id: after?.id }, isNew, taken)),
    ...[...(keysBefore?.values() ?? [])].map((key) => remove<Meaning>(key, always, taken)),
  ];
}
