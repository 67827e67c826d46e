// Retries while a new IAM policy is not effective yet: AWS applies a policy some seconds after it responds that it exists.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency
import type { Effects } from '../../shared/services/ports/effects.ts';

const LONGEST_WAIT_MS = 90_000;
const PAUSE_MS = 3000;

/**
 * Runs the action again while DynamoDB denies access to it, for up to 90 seconds. The action must be safe to repeat.
 *
 * @throws the error of the last run
 */
export async function retryWhileAccessDenied(
  { now, sleep }: Pick<Effects, 'now' | 'sleep'>,
  action: () => Promise<void>,
): Promise<void> {
  const end = now().getTime() + LONGEST_WAIT_MS;
  for (;;) {
    try {
      await action();
      return;
    } catch (error) {
      if (!isAccessDenied(error) || now().getTime() + PAUSE_MS > end) throw error;
      await sleep(PAUSE_MS);
    }
  }
}

function isAccessDenied(error: unknown): boolean {
  return error instanceof Error && (error.name === 'AccessDeniedException' || isAccessDenied(error.cause));
}
