// What teams are called: read by id or by name, in one round trip.
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { nameKey, PUBLIC_TEAM } from '../../domain/team.ts';
import type { TeamNames } from '../../services/ports/queries.ts';
import { batchGet } from '../dynamodb/batch-get.ts';
import { teamKey, teamNameKey } from '../keys.ts';

export function dynamoTeamNames(client: DynamoDBDocumentClient, TableName: string): TeamNames {
  return {
    async namesOf(ids) {
      const stored = [...new Set(ids)].filter((id) => id !== PUBLIC_TEAM.id);
      const items = await batchGet(client, TableName, stored.map(teamKey));
      return new Map([PUBLIC_TEAM, ...items].map(({ id, name }) => [id as number, name as string]));
    },

    async idsOf(names) {
      const known: [string, number] = [nameKey(PUBLIC_TEAM.name), PUBLIC_TEAM.id];
      const wanted = new Map(names.map((name) => [nameKey(name), teamNameKey(name)]));
      wanted.delete(known[0]);
      const items = await batchGet(client, TableName, [...wanted.values()]);
      return new Map([known, ...items.map(({ sk, id }): [string, number] => [sk as string, id as number])]);
    },
  };
}
