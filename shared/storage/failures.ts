// What a failure of DynamoDB means to the caller. The cause goes to the log, never to the client.
import { Refusal } from '../domain/errors.ts';

/** A read that failed, or a write nobody would miss: nothing was changed. */
export async function orUnavailable<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (cause) {
    throw Refusal.unavailable('storage_unavailable', 'Storage did not answer; nothing was changed. Try again.', cause);
  }
}

/** A write that got no answer may have been made: the caller is told so, and nothing else. */
export function outcomeUnknown(cause: unknown): Refusal {
  const detail = 'No answer came from storage: the change may have been made, or not. Read before you repeat it.';
  return Refusal.unavailable('outcome_unknown', detail, cause);
}
