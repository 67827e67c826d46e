// The scheduled revocation of unused tokens, with a request about the token before each of its calls to DynamoDB.
import { expect, test } from 'vitest';
import { SIZE } from '../support/size.ts';
import { startSystemUnderTest } from '../support/system-under-test.ts';
import { sweepUnusedRevocation } from './unused-revocation.ts';

test('revokes an unused token, and none that is used, rotated or restored before the write', {
  timeout: SIZE.timeoutMs,
}, async () => {
  const system = await startSystemUnderTest();
  const { runs, violations } = await sweepUnusedRevocation(system);
  console.log(`unused tokens: ${runs} scheduled runs`);
  expect(runs).toBeGreaterThanOrEqual(36);
  expect(violations).toEqual([]);
  await system.stop();
});
