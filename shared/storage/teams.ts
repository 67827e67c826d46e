// Teams in DynamoDB.
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Teams } from '../services/ports.ts';
import { LONGEST_CALL_MS } from './document-client.ts';
import { getItem } from './get-item.ts';
import { PARTITIONS, teamKey } from './keys.ts';
import { namedSource } from './named-source.ts';
import { parseTeamItem } from './team-item.ts';
import { teamWritesOf } from './team-writes.ts';
import { commit } from './transaction.ts';

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
      return commit(client, TableName, before, teamWritesOf({ before, after: next, entries }));
    },
  };
}
