// Ids: whole numbers that grow, given once. A transaction that fails leaves a gap, and nothing else.
import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { PUBLIC_TEAM } from '../../domain/team.ts';
import type { Ids, Sequence } from '../../services/ports/repositories.ts';
import { orUnavailable } from '../dynamodb/failures.ts';
import { type Item, migrateItem, withSchemaVersion } from '../dynamodb/schema-version.ts';
import { sequencesKey } from '../keys.ts';

/** The ids that were given before the first of a sequence. */
const IDS_BEFORE_FIRST: Record<Sequence, number> = { user: 0, token: 0, team: PUBLIC_TEAM.id, datastore: 0 };
const SEQUENCES = Object.keys(IDS_BEFORE_FIRST) as Sequence[];

export type LastIds = Readonly<Record<Sequence, number>>;

/** The counters after these ids were given. */
export function toSequencesItem(lastIds: LastIds): Item {
  const counted = SEQUENCES.map((sequence) => [attributeOf(sequence), lastIds[sequence] - IDS_BEFORE_FIRST[sequence]]);
  return { ...sequencesKey, ...Object.fromEntries(counted) };
}

/** The last ids that were given, as the counters say. */
export function parseLastIds(item: Item | undefined): LastIds {
  const ids = SEQUENCES.map((sequence) => [
    sequence,
    IDS_BEFORE_FIRST[sequence] + Number(item?.[attributeOf(sequence)] ?? 0),
  ]);
  return Object.fromEntries(ids) as LastIds;
}

function attributeOf(sequence: Sequence): string {
  return `last_${sequence}`;
}

export function dynamoIds(client: DynamoDBDocumentClient, TableName: string): Ids {
  return {
    async next<S extends Sequence>(...sequences: readonly S[]) {
      const command = new UpdateCommand({
        TableName,
        Key: sequencesKey,
        UpdateExpression: `${withSchemaVersion.expression} ADD ${sequences.map((sequence) => `${attributeOf(sequence)} :one`).join(', ')}`,
        ExpressionAttributeNames: withSchemaVersion.names,
        ExpressionAttributeValues: { ...withSchemaVersion.values, ':one': 1 },
        ReturnValues: 'ALL_NEW',
      });
      const { Attributes = {} } = await orUnavailable(client.send(command));
      return parseLastIds(migrateItem(Attributes));
    },
  };
}
