// Teams in DynamoDB.
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

    byName: () => namedSource(client, TableName, [PARTITIONS.teamNames], teamKey, parseTeamItem),

    commit({ before, after, entries }) {
      const next = after && { ...after, version: (before?.version ?? 0) + 1 };
      return commit(client, TableName, before, teamWrites({ before, after: next, entries }));
    },
  };
}
