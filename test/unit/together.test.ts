// Several things at once, and none of them left behind.
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { awaitAll } from '../../shared/services/await-all.ts';

it('answers what all of them answer, in their order', async () => {
  expect(await awaitAll([sleep(2, 'one'), sleep(1, 'other'), 'third'])).toEqual(['one', 'other', 'third']);
});

it('waits for the others when one fails, and fails as the first of them did', async () => {
  let done = false;
  const slow = sleep(5).then(() => {
    done = true;
    throw new Error('later');
  });
  await expect(awaitAll([Promise.reject(new Error('first')), slow])).rejects.toThrow('first');
  expect(done).toBe(true);
});
