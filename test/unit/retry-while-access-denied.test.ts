// The retries of the first Admin while its IAM policy is not effective yet.
import { DynamoDBServiceException } from '@aws-sdk/client-dynamodb';
import { expect, it } from 'vitest';
import { retryWhileAccessDenied } from '../../functions/first-admin/retry-while-access-denied.ts';
import * as errors from '../../shared/domain/errors.ts';

const denied = new DynamoDBServiceException({ name: 'AccessDeniedException', $fault: 'client', $metadata: {} });

/** Runs an action that fails with the error until the time, in seconds. Its own clock passes only in pauses. */
async function run(error: Error, until: number): Promise<number> {
  let seconds = 0;
  const now = () => new Date(seconds * 1000);
  const sleep = async (milliseconds: number) => {
    seconds += milliseconds / 1000;
  };
  await retryWhileAccessDenied({ now, sleep }, async () => {
    if (seconds < until) throw error;
  });
  return seconds;
}

it.each([
  ['a write', denied],
  ['a read', errors.storageUnavailable(denied)],
])('repeats %s that is denied until the policy is effective', async (_, error) => {
  expect(await run(error, 60)).toBe(60);
});

it('fails with the last error when access is denied for more than 90 seconds', async () => {
  await expect(run(denied, 91)).rejects.toBe(denied);
});

it('does not repeat an action that fails for another reason', async () => {
  const unavailable = errors.storageUnavailable(new Error('no connection'));
  await expect(run(unavailable, 1)).rejects.toBe(unavailable);
});
