// Creates the DynamoDB client of a process. Its connections are kept alive, and its waiting times are bounded.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** The longest time without a byte from DynamoDB, before its response or in the middle of it. */
const SOCKET_TIMEOUT_MS = 3000;
const CONNECTION_TIMEOUT_MS = 1000;
const MAX_ATTEMPTS = 2;
/** The longest time that the SDK waits before it retries a throttled call. It waits less before other retries. */
const MAX_RETRY_DELAY_MS = 1000;

/** The longest time that a call can take, its retry included, in milliseconds. */
export const LONGEST_CALL_MS = MAX_ATTEMPTS * SOCKET_TIMEOUT_MS + MAX_RETRY_DELAY_MS;

export function documentClient(): DynamoDBDocumentClient {
  const client = new DynamoDBClient({
    maxAttempts: MAX_ATTEMPTS,
    retryMode: 'standard',
    // `requestTimeout` ends with the first byte of a response, so it would not detect a response that stalls.
    requestHandler: { socketTimeout: SOCKET_TIMEOUT_MS, connectionTimeout: CONNECTION_TIMEOUT_MS },
  });
  return DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
}
