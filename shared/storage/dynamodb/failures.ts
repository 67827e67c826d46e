// Translates a failed read of DynamoDB into an error for the client. Only the log contains the cause.
import * as errors from '../../domain/errors.ts';

/**
 * Waits for the response of a read. Use it only for calls that change nothing a client can see, because its error says
 * that nothing was changed.
 *
 * @throws DomainError `storage_unavailable` when the call fails.
 */
export async function orUnavailable<T>(response: Promise<T>): Promise<T> {
  try {
    return await response;
  } catch (cause) {
    throw errors.storageUnavailable(cause);
  }
}
