// The operations of /api/datastores: routes, callers and request schemas.
import * as z from 'zod/mini';
import { DATASTORE_WRITERS } from '../domain/permissions.ts';
import { DatastoreName, listQuery, namePart, orDefault, Teams } from './fields.ts';
import { operation } from './operation.ts';

const NewDatastore = z.strictObject({ name: DatastoreName, teams: orDefault(Teams, []) });
export type NewDatastore = z.infer<typeof NewDatastore>;

const DatastoreUpdate = z.strictObject({ name: z.optional(DatastoreName), teams: z.optional(Teams) });
export type DatastoreUpdate = z.infer<typeof DatastoreUpdate>;

/** `name` is a part of the name, in any case. */
const DatastoreFilter = listQuery({ name: z.optional(namePart(100)) });
export type DatastoreFilter = z.infer<typeof DatastoreFilter>;

export const createDatastore = operation({
  id: 'datastores/create-datastore',
  method: 'POST',
  path: '/api/datastores',
  audience: DATASTORE_WRITERS,
  scope: 'datastores:write',
  body: NewDatastore,
  status: 201,
});

export const listDatastores = operation({
  id: 'datastores/list-datastores',
  method: 'GET',
  path: '/api/datastores',
  audience: 'authenticated',
  scope: 'datastores:read',
  query: DatastoreFilter,
  status: 200,
});

export const getDatastore = operation({
  id: 'datastores/get-datastore',
  method: 'GET',
  path: '/api/datastores/{id}',
  audience: 'authenticated',
  scope: 'datastores:read',
  status: 200,
});

export const updateDatastore = operation({
  id: 'datastores/update-datastore',
  method: 'PUT',
  path: '/api/datastores/{id}',
  audience: DATASTORE_WRITERS,
  scope: 'datastores:write',
  body: DatastoreUpdate,
  status: 200,
});

export const deleteDatastore = operation({
  id: 'datastores/delete-datastore',
  method: 'DELETE',
  path: '/api/datastores/{id}',
  audience: DATASTORE_WRITERS,
  scope: 'datastores:write',
  status: 204,
});
