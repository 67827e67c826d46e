// Reads the names of teams, by id or by name, in one round trip for up to 100 teams.
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { nameKey } from '../../domain/names.ts';
import { PUBLIC_TEAM } from '../../domain/team.ts';
import type { TeamNames } from '../../services/ports/queries.ts';
import { batchGet } from '../dynamodb/batch-get.ts';
import { teamKey, teamNameKey } from '../keys.ts';

export function dynamoTeamNames(client: DynamoDBDocumentClient, TableName: string): TeamNames {
  return {
    async namesOf(ids) {
      const idsToRead = [...new Set(ids)].filter((id) => id !== PUBLIC_TEAM.id);
      const items = await batchGet(client, TableName, idsToRead.map(teamKey));
      return new Map([PUBLIC_TEAM, ...items].map(({ id, name }) => [id as number, name as string]));
    },

    async idsOf(names) {
      const publicName = nameKey(PUBLIC_TEAM.name);
      const keysByName = new Map(names.map((name) => [nameKey(name), teamNameKey(name)]));
      keysByName.delete(publicName);
      const items = await batchGet(client, TableName, [...keysByName.values()]);
      const found = items.map(({ sk, id }): [string, number] => [sk as string, id as number]);
      return new Map([[publicName, PUBLIC_TEAM.id], ...found]);
    },
  };
}
