// R10: a revocation and a restoration take effect when they are acknowledged, although a replica of the table lags behind.
import { expect, test } from 'vitest';
import { SEED, SIZE } from '../support/size.ts';
import { startSystemUnderTest } from '../support/system-under-test.ts';
import { raceRevocations } from './revocation-races.ts';

const { REVOCATION, USE } = process.env;
const rounds = process.env.SEED === undefined ? SIZE.revocations : 1;

test('R10: a credential is rejected after its revocation is acknowledged, and accepted after its restoration', {
  timeout: SIZE.timeoutMs,
}, async () => {
  for (let round = 0; round < rounds; round += 1) {
    const system = await startSystemUnderTest();
    const { pairs, verified, staleReads, violations } = await raceRevocations(system, {
      seed: SEED + round,
      ...(REVOCATION && { revocations: [REVOCATION] }),
      ...(USE && { uses: [USE] }),
    });
    console.log(
      `revocations: ${pairs} pairs of a revocation and a use, ${verified} requests verified, ${staleReads} stale reads, SEED=${SEED + round}`,
    );
    expect(violations).toEqual([]);
    await system.stop();
  }
});
