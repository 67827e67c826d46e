// Reads the stream of a table from its beginning, as the records that Lambda delivers to a function.
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
} from '@aws-sdk/client-dynamodb-streams';
import type { DynamoDBRecord } from 'aws-lambda';
import { lambdaRecord } from '../../infra/local/events/event-source-mapping.ts';
import type { Database } from '../../infra/local/table.ts';
import { REGION } from '../../infra/local/template/stack.ts';

export interface TableStream {
  /** The records since the last call, in the order of the writes of each item. */
  next(): Promise<DynamoDBRecord[]>;
  stop(): void;
}

export interface StreamedTable {
  readonly database: Database;
  readonly tableName: string;
}

export async function readTableStream({ database, tableName }: StreamedTable): Promise<TableStream> {
  const { endpoint, accessKeyId, secretAccessKey } = database;
  const config = { endpoint, region: REGION, credentials: { accessKeyId, secretAccessKey } };
  const client = new DynamoDBClient(config);
  const { Table } = await client.send(new DescribeTableCommand({ TableName: tableName }));
  client.destroy();
  const StreamArn = Table?.LatestStreamArn;
  const streams = new DynamoDBStreamsClient(config);
  /** The position in each shard; undefined at the end of a closed shard. */
  const iterators = new Map<string, string | undefined>();

  async function findShards(): Promise<void> {
    const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn }));
    // A shard id starts with its time of creation.
    for (const ShardId of (StreamDescription?.Shards ?? []).flatMap(({ ShardId: id }) => id ?? []).sort()) {
      if (iterators.has(ShardId)) continue;
      const from = { StreamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' } as const;
      iterators.set(ShardId, (await streams.send(new GetShardIteratorCommand(from))).ShardIterator);
    }
  }

  return {
    async next() {
      if (![...iterators.values()].some((iterator) => iterator !== undefined)) await findShards();
      const found: DynamoDBRecord[] = [];
      for (const [shard, start] of iterators) {
        for (let iterator = start; iterator !== undefined; ) {
          const { Records = [], NextShardIterator } = await streams.send(
            new GetRecordsCommand({ ShardIterator: iterator }),
          );
          found.push(...Records.map((record) => lambdaRecord(record) as DynamoDBRecord));
          iterators.set(shard, NextShardIterator);
          if (Records.length === 0) break;
          iterator = NextShardIterator;
        }
      }
      return found;
    },
    stop: () => streams.destroy(),
  };
}
