// The DynamoDB client of a process: one, kept alive, with bounded waits.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** No call takes longer than its attempts and these waits allow: three seconds each, once repeated. */
const REQUEST_TIMEOUT_MS = 3000;
const CONNECTION_TIMEOUT_MS = 1000;
const MAX_ATTEMPTS = 2;

/** The longest a call can take with its repetition, in milliseconds. */
export const LONGEST_CALL_MS = MAX_ATTEMPTS * REQUEST_TIMEOUT_MS + 500;

export function documentClient(): DynamoDBDocumentClient {
  const client = new DynamoDBClient({
    maxAttempts: MAX_ATTEMPTS,
    retryMode: 'standard',
    requestHandler: {
      requestTimeout: REQUEST_TIMEOUT_MS,
      throwOnRequestTimeout: true,
      connectionTimeout: CONNECTION_TIMEOUT_MS,
    },
  });
  return DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
}
