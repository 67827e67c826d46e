// The repository of datastores.
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Datastores } from '../../services/ports/repositories.ts';
import { LONGEST_CALL_MS } from '../dynamodb/document-client.ts';
import { getItem } from '../dynamodb/get-item.ts';
import { namedSource } from '../dynamodb/named-source.ts';
import { commit } from '../dynamodb/transaction.ts';
import { datastoreKey, PARTITIONS, teamDatastores } from '../keys.ts';
import { parseDatastoreItem } from './datastore-item.ts';
import { datastoreWrites } from './datastore-writes.ts';

export function dynamoDatastores(client: DynamoDBDocumentClient, TableName: string): Datastores {
  const source = { client, TableName, keyOf: datastoreKey, parse: parseDatastoreItem };

  return {
    longestCommit: LONGEST_CALL_MS,

    async byId(id) {
      const item = await getItem(client, TableName, datastoreKey(id));
      return item && parseDatastoreItem(item);
    },

    byName: (name) => namedSource({ ...source, partitions: [PARTITIONS.datastoreNames], name }),

    ofTeams: (teamIds, name) =>
      namedSource({
        ...source,
        partitions: teamIds.map(teamDatastores),
        name,
        isListed: ({ team_ids }) => team_ids.some((team) => teamIds.includes(team)),
      }),

    commit: ({ before, after, entries }) =>
      commit({
        client,
        TableName,
        before,
        writes: (version) => datastoreWrites({ before, after: after && { ...after, version }, entries }),
      }),
  };
}
