// Emulates the event source mapping of a DynamoDB stream: invokes the function with the records in order and at least once,
// retries failures, and writes a dead letter for a record that keeps failing.
// https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html
import { randomUUID } from 'node:crypto';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type _Record as StreamRecord,
} from '@aws-sdk/client-dynamodb-streams';
import { z } from 'zod';
import type { LambdaFunction } from '../lambda/lambda-function.ts';
import type { Database } from '../table.ts';
import type { Properties } from '../template/resource-types.ts';
import { REGION } from '../template/stack.ts';
import { type EventPattern, matches } from './event-pattern.ts';

export interface EventSourceMappingOptions {
  readonly database: Database;
  readonly tableName: string;
  readonly properties: Properties<'AWS::Lambda::EventSourceMapping'>;
  readonly fn: LambdaFunction;
  /** Keeps the position in the stream. @default every start begins with the oldest record */
  readonly checkpointFile?: string | undefined;
  /** Gets one line of JSON for each record that kept failing. */
  readonly deadLettersFile: string;
}

const POLL_EVERY_MS = 100;
const FIRST_RETRY_MS = 100;
const LONGEST_RETRY_MS = 10_000;

const position = z.object({ shardId: z.string(), sequenceNumber: z.string() });
type Position = z.infer<typeof position>;

/** The response of the function. The records from the first of these on are retried. */
const batchResponse = z.object({ batchItemFailures: z.array(z.object({ itemIdentifier: z.string() })) });

export class EventSourceMapping {
  private readonly stopped = new AbortController();
  private readonly streams: DynamoDBStreamsClient;
  private readonly options: EventSourceMappingOptions;
  private readonly running: Promise<void>;
  private position: Position | undefined;

  constructor(options: EventSourceMappingOptions) {
    this.options = options;
    this.streams = new DynamoDBStreamsClient(clientConfig(options.database));
    this.position = readPosition(options.checkpointFile);
    this.running = this.run();
  }

  async stop(): Promise<void> {
    this.stopped.abort();
    await this.running;
    this.streams.destroy();
  }

  private async run(): Promise<void> {
    while (!this.stopped.signal.aborted) {
      try {
        const streamArn = await streamOf(this.options);
        for (const shardId of await this.remainingShards(streamArn)) await this.readShard(streamArn, shardId);
      } catch (error) {
        if (!this.stopped.signal.aborted) console.error('The stream of the table cannot be read:', error);
        await this.pause(LONGEST_RETRY_MS);
      }
    }
  }

  /** Ids of the remaining shards in the order of creation. A shard id starts with its time of creation. */
  private async remainingShards(StreamArn: string): Promise<string[]> {
    const { StreamDescription } = await this.streams.send(new DescribeStreamCommand({ StreamArn }));
    const ids = (StreamDescription?.Shards ?? []).flatMap(({ ShardId }) => ShardId ?? []).sort();
    return ids.filter((id) => id >= (this.position?.shardId ?? ''));
  }

  /** Reads the shard until it is closed. The next records are in another shard then. */
  private async readShard(streamArn: string, shardId: string): Promise<void> {
    let iterator = await this.iterator(streamArn, shardId);
    while (iterator && !this.stopped.signal.aborted) {
      const command = new GetRecordsCommand({ ShardIterator: iterator, Limit: this.options.properties.BatchSize });
      const { Records = [], NextShardIterator } = await this.streams.send(command);
      const last = Records.at(-1)?.dynamodb?.SequenceNumber;
      if (last === undefined) await this.pause(POLL_EVERY_MS);
      else if (await this.deliver(Records.filter(this.isWanted), streamArn, shardId)) this.advance(shardId, last);
      iterator = NextShardIterator;
    }
  }

  private async iterator(StreamArn: string, ShardId: string): Promise<string | undefined> {
    const from =
      this.position?.shardId === ShardId
        ? { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER' as const, SequenceNumber: this.position.sequenceNumber }
        : { ShardIteratorType: 'TRIM_HORIZON' as const };
    return (await this.streams.send(new GetShardIteratorCommand({ StreamArn, ShardId, ...from }))).ShardIterator;
  }

  private readonly isWanted = (record: StreamRecord): boolean => {
    const { Filters } = this.options.properties.FilterCriteria;
    return Filters.some(({ Pattern }) => matches(JSON.parse(Pattern) as EventPattern, record));
  };

  /** @returns whether every record was delivered or written as a dead letter */
  private async deliver(records: readonly StreamRecord[], streamArn: string, shardId: string): Promise<boolean> {
    let rest = records;
    let failures = 0;
    while (rest.length > 0) {
      if (this.stopped.signal.aborted) return false;
      const failed = await this.invoke(rest);
      failures = failed === 0 ? failures + 1 : 1;
      rest = rest.slice(failed);
      const [first] = rest;
      const condition = first && this.reasonToGiveUp(first, failures);
      if (first && condition) {
        this.writeDeadLetter(first, { condition, approximateInvokeCount: failures }, streamArn, shardId);
        rest = rest.slice(1);
        failures = 0;
      } else if (first) {
        await this.pause(Math.min(FIRST_RETRY_MS * 2 ** failures, LONGEST_RETRY_MS));
      }
    }
    return true;
  }

  /** @returns the condition in the dead letter; undefined while the record is to be attempted again */
  private reasonToGiveUp({ dynamodb }: StreamRecord, failures: number): string | undefined {
    const { MaximumRetryAttempts, MaximumRecordAgeInSeconds } = this.options.properties;
    if (failures > MaximumRetryAttempts) return 'RetryAttemptsExhausted';
    const created = dynamodb?.ApproximateCreationDateTime?.getTime() ?? 0;
    return Date.now() - created > MaximumRecordAgeInSeconds * 1000 ? 'RecordAgeExceeded' : undefined;
  }

  /** @returns the index of the first record that failed, or the number of records if none failed */
  private async invoke(records: readonly StreamRecord[]): Promise<number> {
    const result = await this.options.fn.invoke({ Records: records.map(lambdaRecord) }).catch(() => undefined);
    const response = batchResponse.safeParse(result);
    if (!response.success) return 0;
    const failed = new Set(response.data.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    if (failed.size === 0) return records.length;
    return Math.max(
      0,
      records.findIndex(({ dynamodb }) => failed.has(dynamodb?.SequenceNumber ?? '')),
    );
  }

  private writeDeadLetter(
    { dynamodb }: StreamRecord,
    outcome: { readonly condition: string; readonly approximateInvokeCount: number },
    streamArn: string,
    shardId: string,
  ): void {
    const arrival = dynamodb?.ApproximateCreationDateTime;
    const letter = {
      version: '1.0',
      timestamp: new Date(),
      requestContext: {
        requestId: randomUUID(),
        functionArn: this.options.fn.arn,
        ...outcome,
      },
      DDBStreamBatchInfo: {
        shardId,
        startSequenceNumber: dynamodb?.SequenceNumber,
        endSequenceNumber: dynamodb?.SequenceNumber,
        approximateArrivalOfFirstRecord: arrival,
        approximateArrivalOfLastRecord: arrival,
        batchSize: 1,
        streamArn,
      },
    };
    appendFileSync(this.options.deadLettersFile, `${JSON.stringify(letter)}\n`);
  }

  private advance(shardId: string, sequenceNumber: string): void {
    this.position = { shardId, sequenceNumber };
    const { checkpointFile } = this.options;
    if (checkpointFile) writeFileSync(checkpointFile, JSON.stringify(this.position));
  }

  private async pause(milliseconds: number): Promise<void> {
    await delay(milliseconds, undefined, { signal: this.stopped.signal }).catch(() => {});
  }
}

function readPosition(file: string | undefined): Position | undefined {
  try {
    return file ? position.parse(JSON.parse(readFileSync(file, 'utf8'))) : undefined;
  } catch {
    // Records that were delivered before are delivered again, which is better than to lose records.
    return undefined;
  }
}

async function streamOf({ database, tableName }: EventSourceMappingOptions): Promise<string> {
  const client = new DynamoDBClient(clientConfig(database));
  const { Table } = await client.send(new DescribeTableCommand({ TableName: tableName }));
  client.destroy();
  return Table?.LatestStreamArn ?? '';
}

function clientConfig({ endpoint, accessKeyId, secretAccessKey }: Database) {
  return { endpoint, region: REGION, credentials: { accessKeyId, secretAccessKey } };
}

/** The record as Lambda passes it to a function, with times in seconds. */
export function lambdaRecord({ dynamodb = {}, ...record }: StreamRecord): unknown {
  const { ApproximateCreationDateTime: at, OldImage, NewImage, ...change } = dynamodb;
  return {
    ...record,
    dynamodb: {
      ...change,
      ApproximateCreationDateTime: (at?.getTime() ?? 0) / 1000,
      ...(OldImage && { OldImage: withEmptyMaps(OldImage) }),
      ...(NewImage && { NewImage: withEmptyMaps(NewImage) }),
    },
  };
}

type Attributes = NonNullable<NonNullable<StreamRecord['dynamodb']>['NewImage']>;

/** Restores empty maps (`{"M": {}}`), which are `{}` in the streams of DynamoDB Local. */
function withEmptyMaps(attributes: Attributes): Attributes {
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, withEmptyMap(value)]));
}

function withEmptyMap(value: Attributes[string]): Attributes[string] {
  if (value.M) return { M: withEmptyMaps(value.M) };
  if (value.L) return { L: value.L.map(withEmptyMap) };
  return Object.keys(value).length === 0 ? { M: {} } : value;
}
