// A datastore as an item of the table.
import type { Datastore } from '../../domain/datastore.ts';
import { itemOf, listOf, number, text } from '../dynamodb/attributes.ts';
import { datastoreKey } from '../keys.ts';

export function toDatastoreItem(datastore: Datastore): Record<string, unknown> {
  return { ...datastoreKey(datastore.id), ...datastore };
}

export const parseDatastoreItem = itemOf<Datastore>({
  version: number,
  id: number,
  name: text,
  team_ids: listOf(number),
});
