// Concurrent promises, all of which are awaited.
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { awaitAll } from '../../shared/services/await-all.ts';

it('resolves to the values of all promises, in their order', async () => {
  expect(await awaitAll([sleep(2, 'one'), sleep(1, 'other'), 'third'])).toEqual(['one', 'other', 'third']);
});

it('waits for all promises when one rejects, and rejects with the first error', async () => {
  let done = false;
  const slow = sleep(5).then(() => {
    done = true;
    throw new Error('later');
  });
  await expect(awaitAll([Promise.reject(new Error('first')), slow])).rejects.toThrow('first');
  expect(done).toBe(true);
});
