// Translates a failed read of DynamoDB into an error for the client. The cause goes to the log only.
import * as errors from '../../domain/errors.ts';

/** @throws DomainError `storage_unavailable` when the call fails; only for calls after which nothing can have changed. */
export async function orUnavailable<T>(response: Promise<T>): Promise<T> {
  try {
    return await response;
  } catch (cause) {
    throw errors.storageUnavailable(cause);
  }
}
