// Reads many items by their keys.
import { setTimeout as sleep } from 'node:timers/promises';
import { BatchGetCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as errors from '../../domain/errors.ts';
import { awaitAll } from '../../services/await-all.ts';
import type { Key } from '../keys.ts';
import { orUnavailable } from './failures.ts';
import { type Item, migrateItem } from './schema-version.ts';

/**
 * The maximum number of keys in one BatchGetItem request.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html
 */
const MAX_BATCH_SIZE = 100;

/** DynamoDB leaves keys unprocessed when it throttles a part of the batch. The number of calls for one batch. */
const MAX_CALLS = 6;
const FIRST_PAUSE_MS = 25;

/** Waits before a retry, for a time that is chosen at random below a limit. */
type Pause = (longest: number) => Promise<unknown>;
const fullJitter: Pause = (longest) => sleep(Math.random() * longest);

/**
 * Reads the items that exist, in no particular order, with one round trip for each 100 keys.
 *
 * @param keys - Each key once: DynamoDB rejects a batch that contains a key twice.
 * @param options - `consistent`: whether the reads are strongly consistent, which costs twice as much. @default true
 * `pause`: pauses before keys that DynamoDB left unprocessed are read again. @default full jitter
 * @throws DomainError `storage_unavailable`, also when keys stay unprocessed; `schema_too_new`.
 */
export async function batchGet(
  client: DynamoDBDocumentClient,
  TableName: string,
  keys: readonly Key[],
  { consistent = true, pause = fullJitter }: { readonly consistent?: boolean; readonly pause?: Pause } = {},
): Promise<Item[]> {
  const batches = Array.from({ length: Math.ceil(keys.length / MAX_BATCH_SIZE) }, (_, index) =>
    keys.slice(index * MAX_BATCH_SIZE, (index + 1) * MAX_BATCH_SIZE),
  );
  return (await awaitAll(batches.map((batch) => getBatch(client, TableName, batch, { consistent, pause }))))
    .flat()
    .map((item) => migrateItem(item));
}

async function getBatch(
  client: DynamoDBDocumentClient,
  TableName: string,
  keys: readonly Key[],
  { consistent, pause }: { readonly consistent: boolean; readonly pause: Pause },
): Promise<Item[]> {
  const items: Item[] = [];
  let Keys: Record<string, unknown>[] = keys.map((key) => ({ ...key }));
  for (let calls = 0; Keys.length > 0; calls += 1) {
    if (calls === MAX_CALLS) throw errors.storageUnavailable(new Error(`${Keys.length} keys stayed unprocessed`));
    if (calls > 0) await pause(FIRST_PAUSE_MS * 2 ** calls);
    const command = new BatchGetCommand({ RequestItems: { [TableName]: { Keys, ConsistentRead: consistent } } });
    const response = await orUnavailable(client.send(command));
    items.push(...(response.Responses?.[TableName] ?? []));
    Keys = response.UnprocessedKeys?.[TableName]?.Keys ?? [];
  }
  return items;
}
