// Creates the table of the template in DynamoDB Local.
import { setTimeout as delay } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import {
  CreateTableCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  ResourceNotFoundException,
  type TableDescription,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { RunnerError } from './runner-error.ts';
import type { Properties } from './template/resource-types.ts';
import { REGION, type Resource } from './template/stack.ts';

export interface Database {
  readonly endpoint: string;
  /** Letters and digits. DynamoDB Local has a separate database for each access key id. */
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

type Table = Resource<Properties<'AWS::DynamoDB::GlobalTable'>>;

/**
 * Creates the table if it does not exist, and adds the indexes and the stream that it does not have.
 *
 * @returns whether the table was created
 * @throws RunnerError when the table exists with other keys or indexes, or its data cannot be read
 */
export async function ensureTable(database: Database, { physicalId, properties }: Table): Promise<boolean> {
  const { accessKeyId, secretAccessKey, endpoint } = database;
  const client = new DynamoDBClient({
    endpoint,
    region: REGION,
    credentials: { accessKeyId, secretAccessKey },
    // While DynamoDB Local makes an index, one description of the table in about eighty fails.
    maxAttempts: 5,
  });
  const { AttributeDefinitions, BillingMode, KeySchema, GlobalSecondaryIndexes, StreamSpecification } = properties;
  try {
    const existing = await describe(client, physicalId);
    if (!existing) {
      const indexes = GlobalSecondaryIndexes.length > 0 ? { GlobalSecondaryIndexes } : {};
      const shape = { AttributeDefinitions, BillingMode, KeySchema, ...indexes, ...enabled(StreamSpecification) };
      await client.send(new CreateTableCommand({ TableName: physicalId, ...shape }));
    } else if (isDeepStrictEqual(shapeOf(withMissingParts(existing, properties)), shapeOf(properties))) {
      for (const Create of missingIndexes(existing, properties)) {
        // A call creates one index at most, and defines the keys of this index only.
        const keys = new Set([...KeySchema, ...(Create.KeySchema ?? [])].map(({ AttributeName }) => AttributeName));
        const used = AttributeDefinitions.filter(({ AttributeName }) => keys.has(AttributeName));
        const change = { AttributeDefinitions: used, GlobalSecondaryIndexUpdates: [{ Create }] };
        await client.send(new UpdateTableCommand({ TableName: physicalId, ...change }));
        await untilActive(client, physicalId);
      }
      if (StreamSpecification && !existing.StreamSpecification) {
        await client.send(new UpdateTableCommand({ TableName: physicalId, ...enabled(StreamSpecification) }));
      }
    } else {
      throw new RunnerError(
        `the table ${physicalId} has other keys, indexes or stream settings than the stack: move or delete the data folder`,
      );
    }
    await ensureTimeToLive(client, physicalId, properties.TimeToLiveSpecification);
    return !existing;
  } catch (error) {
    if (error instanceof RunnerError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new RunnerError(`DynamoDB Local cannot open its data (${reason}): move or delete the data folder`);
  } finally {
    client.destroy();
  }
}

async function describe(client: DynamoDBClient, name: string): Promise<TableDescription | undefined> {
  try {
    return (await client.send(new DescribeTableCommand({ TableName: name }))).Table;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

async function ensureTimeToLive(
  client: DynamoDBClient,
  TableName: string,
  TimeToLiveSpecification: Table['properties']['TimeToLiveSpecification'],
): Promise<void> {
  if (TimeToLiveSpecification === undefined) return;
  const { TimeToLiveDescription } = await client.send(new DescribeTimeToLiveCommand({ TableName }));
  if (TimeToLiveDescription?.TimeToLiveStatus === 'ENABLED') return;
  await client.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification }));
}

function missingIndexes({ GlobalSecondaryIndexes: existing = [] }: TableDescription, wanted: Table['properties']) {
  const names = new Set(existing.map(({ IndexName }) => IndexName));
  return wanted.GlobalSecondaryIndexes.filter(({ IndexName }) => !names.has(IndexName));
}

const enabled = (stream: Table['properties']['StreamSpecification']) =>
  stream && { StreamSpecification: { StreamEnabled: true, ...stream } };

/** The table as it will be. Indexes bring the definitions of their keys with them. */
function withMissingParts(existing: TableDescription, wanted: Table['properties']): Shape {
  const { GlobalSecondaryIndexes = [], AttributeDefinitions = [], StreamSpecification } = existing;
  return {
    ...existing,
    ...(StreamSpecification ? { StreamSpecification } : enabled(wanted.StreamSpecification)),
    AttributeDefinitions: [...wanted.AttributeDefinitions, ...AttributeDefinitions],
    GlobalSecondaryIndexes: [...GlobalSecondaryIndexes, ...missingIndexes(existing, wanted)],
  };
}

const POLL_EVERY_MS = 50;

/** An index gets the items of the table before it is active. */
async function untilActive(client: DynamoDBClient, name: string): Promise<void> {
  const isActive = ({ TableStatus, GlobalSecondaryIndexes = [] }: TableDescription) =>
    [TableStatus, ...GlobalSecondaryIndexes.map(({ IndexStatus }) => IndexStatus)].every(
      (status) => status === 'ACTIVE',
    );
  for (;;) {
    const table = await describe(client, name);
    if (table === undefined || isActive(table)) return;
    await delay(POLL_EVERY_MS);
  }
}

type Shape = Pick<
  TableDescription,
  'AttributeDefinitions' | 'KeySchema' | 'GlobalSecondaryIndexes' | 'StreamSpecification'
>;

/** Keys, indexes and stream settings in a canonical order. */
function shapeOf(shape: Shape | Table['properties']) {
  const { AttributeDefinitions = [], KeySchema, GlobalSecondaryIndexes = [], StreamSpecification } = shape;
  return {
    stream: StreamSpecification?.StreamViewType,
    attributes: Object.fromEntries(AttributeDefinitions.map((a) => [a.AttributeName, a.AttributeType])),
    key: KeySchema,
    indexes: Object.fromEntries(
      GlobalSecondaryIndexes.map(({ IndexName, KeySchema: key, Projection }) => [
        IndexName,
        { key, type: Projection?.ProjectionType, attributes: Projection?.NonKeyAttributes?.toSorted() },
      ]),
    ),
  };
}
