// The repository of datastores.
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Datastore } from '../../domain/datastore.ts';
import type { Datastores } from '../../services/ports/repositories.ts';
import { LONGEST_CALL_MS } from '../dynamodb/document-client.ts';
import { getItem } from '../dynamodb/get-item.ts';
import { namedSource } from '../dynamodb/named-source.ts';
import { commit } from '../dynamodb/transaction.ts';
import { datastoreKey, PARTITIONS, teamDatastores } from '../keys.ts';
import { parseDatastoreItem } from './datastore-item.ts';
import { datastoreWrites } from './datastore-writes.ts';

export function dynamoDatastores(client: DynamoDBDocumentClient, TableName: string): Datastores {
  const datastoresIn = (partitions: readonly string[], isListed?: (datastore: Datastore) => boolean) =>
    namedSource({ client, TableName, partitions, keyOf: datastoreKey, parse: parseDatastoreItem, isListed });

  return {
    longestCommit: LONGEST_CALL_MS,

    async byId(id) {
      const item = await getItem(client, TableName, datastoreKey(id));
      return item && parseDatastoreItem(item);
    },

    byName: () => datastoresIn([PARTITIONS.datastoreNames]),

    ofTeams: (teamIds) =>
      datastoresIn(teamIds.map(teamDatastores), ({ team_ids }) => team_ids.some((team) => teamIds.includes(team))),

    commit: ({ before, after, entries }) =>
      commit({
        client,
        TableName,
        before,
        writes: (version) => datastoreWrites({ before, after: after && { ...after, version }, entries }),
      }),
  };
}
