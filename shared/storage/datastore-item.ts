// A datastore as an item of the table.
import * as z from 'zod/mini';
import type { Datastore } from '../domain/datastore.ts';
import { datastoreKey } from './keys.ts';

const DatastoreItem = z.object({
  version: z.number(),
  id: z.number(),
  name: z.string(),
  team_ids: z.array(z.number()),
});

export function toDatastoreItem(datastore: Datastore): Record<string, unknown> {
  return { ...datastoreKey(datastore.id), ...datastore };
}

export function parseDatastoreItem(item: Record<string, unknown>): Datastore {
  return DatastoreItem.parse(item);
}
