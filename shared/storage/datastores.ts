// Datastores in DynamoDB.
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Datastore } from '../domain/datastore.ts';
import type { Datastores } from '../services/ports.ts';
import { parseDatastoreItem } from './datastore-item.ts';
import { datastoreWritesOf } from './datastore-writes.ts';
import { LONGEST_CALL_MS } from './document-client.ts';
import { getItem } from './get-item.ts';
import { datastoreKey, PARTITIONS, teamDatastores } from './keys.ts';
import { namedSource } from './named-source.ts';
import { commit } from './transaction.ts';

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
      return commit(client, TableName, before, datastoreWritesOf({ before, after: next, entries }));
    },
  };
}
