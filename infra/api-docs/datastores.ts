// The API document of /api/datastores.
import * as contracts from '../../shared/contracts/datastores.ts';
import { datastore, listOf } from './examples.ts';
import { DATASTORE_ID, FIRST_PAGE, PAGING, SHORT_PAGES } from './parameters.ts';
import type { Section } from './types.ts';

const FIELDS = {
  name: 'The name of the datastore, unique in any case.',
  teams:
    'The names of teams, in any case, each of them once. A Manager must give at least one, and only their own teams and `Public`.',
};

export const datastores: Section = {
  name: 'Datastores',
  description:
    'The resources of the platform. Admins can access all of them, every other account those of its teams. A datastore that an account cannot access is not found.',
  operations: [
    {
      operation: contracts.createDatastore,
      summary: 'Create a datastore',
      description: 'Creates a datastore for the given teams.',
      fields: FIELDS,
      request: { name: datastore.name, teams: ['Public'] },
      response: 'Datastore',
      example: { ...datastore, teams: ['Public'] },
      problems: ['team_not_yours', 'datastore_name_taken'],
      storage: 'written',
    },
    {
      operation: contracts.listDatastores,
      summary: 'List datastores',
      description: `Returns the datastores that the caller can access, ordered by name. ${SHORT_PAGES}`,
      fields: {
        ...PAGING,
        name: 'Returns only datastores whose name contains this text, in any case. There is no total then.',
      },
      query: { ...FIRST_PAGE, name: 'ware' },
      response: 'DatastoreList',
      example: listOf(datastore),
      storage: 'read',
    },
    {
      operation: contracts.getDatastore,
      summary: 'Get a datastore',
      description: 'Returns a datastore that the caller can access.',
      id: DATASTORE_ID,
      response: 'Datastore',
      example: datastore,
      problems: ['datastore_not_found'],
      storage: 'read',
    },
    {
      operation: contracts.updateDatastore,
      summary: 'Update a datastore',
      description: 'Changes the given fields. A list of teams replaces the current one.',
      id: DATASTORE_ID,
      fields: FIELDS,
      request: { teams: ['Data', 'Public'] },
      response: 'Datastore',
      example: { ...datastore, teams: ['Data', 'Public'] },
      problems: ['change_too_large', 'team_not_yours', 'datastore_not_found', 'datastore_name_taken'],
      storage: 'written',
    },
    {
      operation: contracts.deleteDatastore,
      summary: 'Delete a datastore',
      description: 'Deletes a datastore that the caller can access.',
      id: DATASTORE_ID,
      problems: ['datastore_not_found'],
      storage: 'written',
    },
  ],
};
