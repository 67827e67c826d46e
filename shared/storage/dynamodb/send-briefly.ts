// Sends a write that a request must not wait for long.
import type { DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';

/** Names of the errors by which DynamoDB throttles. */
const THROTTLED = /^Throttling|^ProvisionedThroughput|^RequestLimit/;

interface Options {
  /** The longest time until the write is given up, its retries included. */
  readonly milliseconds: number;
  /** Called when DynamoDB throttled the write, which is not retried then. */
  readonly onThrottled: () => void;
}

/** @throws the error of the write; TimeoutError when it took too long, in which case it may still take effect. */
export async function sendBriefly(
  client: DynamoDBDocumentClient,
  command: UpdateCommand,
  { milliseconds, onThrottled }: Options,
): Promise<void> {
  const throttled = new AbortController();
  const signal = AbortSignal.any([AbortSignal.timeout(milliseconds), throttled.signal]);
  command.middlewareStack.add(
    (next) => async (args) => {
      try {
        return await next(args);
      } catch (error) {
        if (THROTTLED.test((error as Error).name)) {
          onThrottled();
          throttled.abort(error);
        }
        throw error;
      }
    },
    { step: 'finalizeRequest', priority: 'low' },
  );
  // The SDK does not stop waiting for a retry when the signal aborts.
  const stopped = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason));
  });
  await Promise.race([client.send(command, { abortSignal: signal }), stopped]);
}
