// Sends a write that a request must not wait for long.
import type { DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';

/**
 * Sends the write once, because a retry of a throttled write would prolong the throttling.
 *
 * @param milliseconds - The longest time that the write takes.
 * @throws its error; after a timeout, the write may still take effect.
 */
export async function sendBriefly(
  client: DynamoDBDocumentClient,
  command: UpdateCommand,
  milliseconds: number,
): Promise<void> {
  let failure: unknown;
  command.middlewareStack.add(
    (next) => async (args) => {
      try {
        return await next(args);
      } catch (error) {
        failure ??= error;
        // The SDK does not retry an error that it does not know. It would wait for a retry longer than the signal allows.
        throw new Error('not retried', { cause: error });
      }
    },
    { step: 'finalizeRequest', priority: 'low' },
  );
  try {
    await client.send(command, { abortSignal: AbortSignal.timeout(milliseconds) });
  } catch (error) {
    throw failure ?? error;
  }
}
