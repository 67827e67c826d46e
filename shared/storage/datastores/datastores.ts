// Datastores in DynamoDB.
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
  const named = (partitions: readonly string[], listed?: (datastore: Datastore) => boolean) =>
    namedSource(client, TableName, partitions, datastoreKey, parseDatastoreItem, listed);

  return {
    longestCommit: LONGEST_CALL_MS,

    async byId(id) {
      const item = await getItem(client, TableName, datastoreKey(id));
      return item && parseDatastoreItem(item);
    },

    byName: () => named([PARTITIONS.datastoreNames]),

    ofTeams: (teamIds) =>
      named(teamIds.map(teamDatastores), ({ team_ids }) => team_ids.some((team) => teamIds.includes(team))),

    commit({ before, after, entries }) {
      const next = after && { ...after, version: (before?.version ?? 0) + 1 };
      return commit(client, TableName, before, datastoreWrites({ before, after: next, entries }));
    },
  };
}
