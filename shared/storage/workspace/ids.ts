// Assigns ids: integers that increase and are never assigned twice. A failed transaction leaves only a gap.
import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { PUBLIC_TEAM } from '../../domain/team.ts';
import type { Ids, Sequence } from '../../services/ports/repositories.ts';
import { orUnavailable } from '../dynamodb/failures.ts';
import { type Item, migrateItem, withSchemaVersion } from '../dynamodb/schema-version.ts';
import { sequencesKey } from '../keys.ts';

/**
 * The id before the first id of each sequence. The team Public has the first team id without taking it from the
 * counter.
 */
const IDS_BEFORE_FIRST: Record<Sequence, number> = {
  user: 0,
  token: 0,
  team: PUBLIC_TEAM.id,
  datastore: 0,
  federation_policy: 0,
};
const SEQUENCES = Object.keys(IDS_BEFORE_FIRST) as Sequence[];

/** The last assigned id of each sequence. */
export type LastIds = Readonly<Record<Sequence, number>>;

/** Returns the item with the counters of a workspace in which these ids are the last that were assigned. */
export function toSequencesItem(lastIds: LastIds): Item {
  const counters = SEQUENCES.map((sequence) => [attributeOf(sequence), lastIds[sequence] - IDS_BEFORE_FIRST[sequence]]);
  return { ...sequencesKey, ...Object.fromEntries(counters) };
}

/** Reads the last assigned ids from the counters. */
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
      const increments = sequences.map((sequence) => `${attributeOf(sequence)} :one`);
      const command = new UpdateCommand({
        TableName,
        Key: sequencesKey,
        UpdateExpression: `${withSchemaVersion.expression} ADD ${increments.join(', ')}`,
        ExpressionAttributeNames: withSchemaVersion.names,
        ExpressionAttributeValues: { ...withSchemaVersion.values, ':one': 1 },
        ReturnValues: 'ALL_NEW',
      });
      // A lost response leaves a gap in the sequence, which no client can see.
      const { Attributes = {} } = await orUnavailable(client.send(command));
      return parseLastIds(migrateItem(Attributes));
    },
  };
}
