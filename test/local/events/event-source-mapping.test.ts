// A function gets the stream of a table in order, with retries, and a dead letter for a record that never succeeds.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { expect, inject, test } from 'vitest';
import { EventSourceMapping } from '../../../infra/local/events/event-source-mapping.ts';
import { LambdaFunction } from '../../../infra/local/lambda/lambda-function.ts';
import { ensureTable } from '../../../infra/local/table.ts';
import { writeAssembly } from '../support/assembly.ts';
import { temporaryFolder } from '../support/temporary.ts';

const RETRIES = { MaximumRetryAttempts: 2, MaximumRecordAgeInSeconds: 12 * 60 * 60 };
/** Every record is too old. */
const AGE = { MaximumRetryAttempts: Number.POSITIVE_INFINITY, MaximumRecordAgeInSeconds: -1 };

/** Records its values, and fails always for `poison` and once for `flaky`. */
const source = `const { appendFileSync } = require('node:fs');
let flaky = true;
exports.handler = async ({ Records }) => {
  for (const { dynamodb } of Records) {
    const value = dynamodb.NewImage.value.S;
    if (value === 'poison' || (value === 'flaky' && flaky)) {
      if (value === 'flaky') flaky = false;
      return { batchItemFailures: [{ itemIdentifier: dynamodb.SequenceNumber }] };
    }
    appendFileSync(process.env.SEEN, value + '\\n');
  }
  return { batchItemFailures: [] };
};`;

const text = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' as const });
const table = {
  logicalId: 'Table',
  physicalId: 'streamed',
  arn: '',
  properties: {
    AttributeDefinitions: [text('pk')],
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' as const }],
    GlobalSecondaryIndexes: [],
    BillingMode: 'PAY_PER_REQUEST' as const,
    StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' as const },
  },
};

test('delivers records in order, retries a failed one, and gives it up after the attempts or the age', async ({
  onTestFinished,
}) => {
  const folder = temporaryFolder();
  writeAssembly(folder, { resources: {}, code: { fn: source } });
  const database = { endpoint: inject('endpoint'), accessKeyId: `stream${Date.now()}`, secretAccessKey: 'x' };
  await ensureTable(database, table);
  const client = new DynamoDBClient({ region: 'us-east-1', endpoint: database.endpoint, credentials: database });
  const put = (pk: string, value: string) =>
    client.send(new PutItemCommand({ TableName: 'streamed', Item: { pk: { S: pk }, value: { S: value } } }));
  const seen = join(folder, 'seen');
  const lines = (file: string) => (existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : []);
  const deadLettersFile = join(folder, 'dead-letters.jsonl');
  const checkpointFile = join(folder, 'checkpoint.json');
  const start = (limits: typeof RETRIES | typeof AGE) => {
    const fn = new LambdaFunction({
      name: 'fn',
      arn: 'arn:fn',
      codeFolder: join(folder, 'fn'),
      handler: 'index.handler',
      environment: { SEEN: seen },
      memoryMegabytes: 128,
      timeoutSeconds: 5,
      log: process.stderr,
    });
    const mapping = new EventSourceMapping({
      database,
      tableName: 'streamed',
      properties: {
        EventSourceArn: '',
        FunctionName: 'fn',
        StartingPosition: 'TRIM_HORIZON',
        BatchSize: 100,
        FilterCriteria: { Filters: [{ Pattern: '{"dynamodb":{"Keys":{"pk":{"S":["wanted"]}}}}' }] },
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        ...limits,
        DestinationConfig: { OnFailure: { Destination: 'queue' } },
        BisectBatchOnFunctionError: true,
      },
      fn,
      checkpointFile,
      deadLettersFile,
    });
    return async () => {
      await mapping.stop();
      await fn.stop();
    };
  };

  for (const value of ['1', 'flaky', '2', 'poison', '3']) await put('wanted', value);
  await put('other', 'unwanted');
  const stop = start(RETRIES);
  while (lines(seen).at(-1) !== '3' || !existsSync(checkpointFile)) await delay(20);
  await stop();
  expect(lines(seen)).toEqual(['1', 'flaky', '2', '3']);
  expect(lines(deadLettersFile).map((line) => JSON.parse(line))).toMatchObject([
    {
      requestContext: { condition: 'RetryAttemptsExhausted', functionArn: 'arn:fn' },
      DDBStreamBatchInfo: { batchSize: 1, startSequenceNumber: expect.stringMatching(/^\d+$/) },
    },
  ]);

  await put('wanted', '4');
  onTestFinished(start(AGE));
  while (lines(seen).at(-1) !== '4') await delay(20);
  expect(lines(seen)).toEqual(['1', 'flaky', '2', '3', '4']);

  await put('wanted', 'poison');
  await put('wanted', '5');
  while (lines(seen).at(-1) !== '5') await delay(20);
  expect(lines(deadLettersFile).map((line) => JSON.parse(line).requestContext.condition)).toEqual([
    'RetryAttemptsExhausted',
    'RecordAgeExceeded',
  ]);
});
