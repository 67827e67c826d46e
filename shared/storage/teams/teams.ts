// The repository of teams.
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Teams } from '../../services/ports/repositories.ts';
import { LONGEST_CALL_MS } from '../dynamodb/document-client.ts';
import { getItem } from '../dynamodb/get-item.ts';
import { namedSource } from '../dynamodb/named-source.ts';
import { commit } from '../dynamodb/transaction.ts';
import { PARTITIONS, teamKey } from '../keys.ts';
import { parseTeamItem } from './team-item.ts';
import { teamWrites } from './team-writes.ts';

export function dynamoTeams(client: DynamoDBDocumentClient, TableName: string): Teams {
  return {
    longestCommit: LONGEST_CALL_MS,

    async byId(id) {
      const item = await getItem(client, TableName, teamKey(id));
      return item && parseTeamItem(item);
    },

    byName: (name) =>
      namedSource({
        client,
        TableName,
        partitions: [PARTITIONS.teamNames],
        keyOf: teamKey,
        parse: parseTeamItem,
        name,
      }),

    commit: ({ before, after, entries }) =>
      commit({
        client,
        TableName,
        before,
        writes: (version) => teamWrites({ before, after: after && { ...after, version }, entries }),
      }),
  };
}
