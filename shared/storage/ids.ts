// Ids: whole numbers that grow, given once. A transaction that fails leaves a gap, and nothing else.
import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { PUBLIC_TEAM } from '../domain/team.ts';
import type { Ids, Sequence } from '../services/ports.ts';
import { orUnavailable } from './failures.ts';
import { sequencesKey } from './keys.ts';
import { numbered, upToDate } from './schema.ts';

/** The ids that were given before the first of a sequence. */
const GIVEN: Record<Sequence, number> = { user: 0, token: 0, team: PUBLIC_TEAM.id, datastore: 0 };

export function dynamoIds(client: DynamoDBDocumentClient, TableName: string): Ids {
  return {
    async next<S extends Sequence>(...sequences: readonly S[]) {
      const command = new UpdateCommand({
        TableName,
        Key: sequencesKey,
        UpdateExpression: `${numbered.expression} ADD ${sequences.map((sequence) => `last_${sequence} :one`).join(', ')}`,
        ExpressionAttributeNames: numbered.names,
        ExpressionAttributeValues: { ...numbered.values, ':one': 1 },
        ReturnValues: 'ALL_NEW',
      });
      const { Attributes = {} } = await orUnavailable(client.send(command));
      const last = upToDate(Attributes);
      const ids = sequences.map((sequence) => [sequence, GIVEN[sequence] + Number(last[`last_${sequence}`])]);
      return Object.fromEntries(ids) as Record<S, number>;
    },
  };
}
