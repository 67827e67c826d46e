// Creates the table of the template in DynamoDB Local.
import { isDeepStrictEqual } from 'node:util';
import {
  CreateTableCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  ResourceNotFoundException,
  type TableDescription,
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
 * Creates the table if it does not exist.
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
    // Errors of DynamoDB Local are permanent, so retries only take time.
    maxAttempts: 1,
  });
  const { AttributeDefinitions, BillingMode, KeySchema, GlobalSecondaryIndexes, StreamSpecification } = properties;
  try {
    const existing = await describe(client, physicalId);
    if (!existing) {
      const indexes = GlobalSecondaryIndexes.length > 0 ? { GlobalSecondaryIndexes } : {};
      const stream = StreamSpecification && { StreamSpecification: { StreamEnabled: true, ...StreamSpecification } };
      const shape = { AttributeDefinitions, BillingMode, KeySchema, ...indexes, ...stream };
      await client.send(new CreateTableCommand({ TableName: physicalId, ...shape }));
    } else if (!isDeepStrictEqual(shapeOf(existing), shapeOf(properties))) {
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
