// The API document on /api/datastores.
import * as contracts from '../../shared/contracts/datastores.ts';
import { DATASTORE_ID, PAGING, type Section } from './documentation.ts';
import { datastore, listOf } from './examples.ts';

const FIELDS = {
  name: 'Given once, in whatever case.',
  teams: 'Names of teams, in any case, each once. A Manager gives those they are in, or `Public`, and at least one.',
};

export const datastores: Section = {
  name: 'Datastores',
  description:
    'Resources of the platform. The Admin role reaches all, others those that share a team with them: any other does not exist for them.',
  operations: [
    {
      operation: contracts.createDatastore,
      summary: 'Create a datastore',
      fields: FIELDS,
      request: { name: datastore.name, teams: datastore.teams },
      answer: 'Datastore',
      example: datastore,
      problems: ['team_not_yours', 'datastore_name_taken'],
      storage: 'written',
    },
    {
      operation: contracts.listDatastores,
      summary: 'List the datastores that the caller reaches, by name',
      fields: PAGING,
      answer: 'DatastoreList',
      example: listOf(datastore),
      storage: 'read',
    },
    {
      operation: contracts.getDatastore,
      summary: 'Read a datastore',
      id: DATASTORE_ID,
      answer: 'Datastore',
      example: datastore,
      problems: ['datastore_not_found'],
      storage: 'read',
    },
    {
      operation: contracts.updateDatastore,
      summary: 'Change a datastore',
      description: 'What is left out stays as it is.',
      id: DATASTORE_ID,
      fields: FIELDS,
      request: { teams: ['Data', 'Public'] },
      answer: 'Datastore',
      example: { ...datastore, teams: ['Data', 'Public'] },
      problems: ['change_too_large', 'team_not_yours', 'datastore_not_found', 'datastore_name_taken'],
      storage: 'written',
    },
    {
      operation: contracts.deleteDatastore,
      summary: 'Delete a datastore',
      id: DATASTORE_ID,
      problems: ['datastore_not_found'],
      storage: 'written',
    },
  ],
};
