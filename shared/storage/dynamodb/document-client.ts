// The DynamoDB client of a process: one, kept alive, with bounded waits.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** How long DynamoDB may be silent, before its answer or in the middle of it. */
const LONGEST_SILENCE_MS = 3000;
const CONNECTION_TIMEOUT_MS = 1000;
const MAX_ATTEMPTS = 2;
/** What the SDK waits before it repeats a call that was throttled; it waits less before others. */
const LONGEST_PAUSE_MS = 1000;

/** The longest a call can take with its repetition, in milliseconds. */
export const LONGEST_CALL_MS = MAX_ATTEMPTS * LONGEST_SILENCE_MS + LONGEST_PAUSE_MS;

export function documentClient(): DynamoDBDocumentClient {
  const client = new DynamoDBClient({
    maxAttempts: MAX_ATTEMPTS,
    retryMode: 'standard',
    // `requestTimeout` would end with the first bytes of an answer, and an answer that stalls be waited for in vain.
    requestHandler: { socketTimeout: LONGEST_SILENCE_MS, connectionTimeout: CONNECTION_TIMEOUT_MS },
  });
  return DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
}
