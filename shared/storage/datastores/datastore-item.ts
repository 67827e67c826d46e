// Converts a datastore to an item of the table and back.
import type { Datastore } from '../../domain/datastore.ts';
import { itemOf, listOf, number, text } from '../dynamodb/attributes.ts';
import type { Item } from '../dynamodb/schema-version.ts';
import { datastoreKey } from '../keys.ts';

export function toDatastoreItem(datastore: Datastore): Item {
  return { ...datastoreKey(datastore.id), ...datastore };
}

export const parseDatastoreItem = itemOf<Datastore>({
  version: number,
  id: number,
  name: text,
  team_ids: listOf(number),
});
