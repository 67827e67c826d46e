// Creates the table that the template describes, in DynamoDB Local.
import { isDeepStrictEqual } from 'node:util';
import {
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  ResourceNotFoundException,
  type TableDescription,
} from '@aws-sdk/client-dynamodb';
import { RunnerError } from './runner-error.ts';
import type { Properties } from './template/resource-types.ts';
import { REGION, type Resource } from './template/stack.ts';

export interface Database {
  readonly endpoint: string;
  /** Letters and digits; DynamoDB Local keeps a database for each. */
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

type Table = Resource<Properties<'AWS::DynamoDB::GlobalTable'>>;

/**
 * @returns whether it had to be created
 * @throws RunnerError when a table of the name has other keys or indexes, or its data cannot be read
 */
export async function ensureTable(database: Database, { physicalId, properties }: Table): Promise<boolean> {
  const { accessKeyId, secretAccessKey, endpoint } = database;
  const client = new DynamoDBClient({
    endpoint,
    region: REGION,
    credentials: { accessKeyId, secretAccessKey },
    // DynamoDB Local does not get better by asking again.
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
        `the table ${physicalId} has other keys, indexes or stream than the stack wants: move its data folder away`,
      );
    }
    return !existing;
  } catch (error) {
    if (error instanceof RunnerError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new RunnerError(`DynamoDB Local cannot open its data (${reason}): move its data folder away`);
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

type Shape = Pick<
  TableDescription,
  'AttributeDefinitions' | 'KeySchema' | 'GlobalSecondaryIndexes' | 'StreamSpecification'
>;

/** Keys, indexes and stream, in an order that does not depend on who lists them. */
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
