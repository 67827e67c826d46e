// A revocation counts from the moment it is acknowledged, though a replica of the table lags behind, and so does what is given.
import { expect, test } from 'vitest';
import { raceRevocations } from './revocation-races.ts';
import { SIZE } from '../support/size.ts';
import { startSystemUnderTest } from '../support/system-under-test.ts';

const { SEED, REVOCATION, USE } = process.env;
const seed = Number(SEED ?? Date.now() % 2 ** 31);

test('nobody is let in by what was lost, and nobody kept out of what was given', {
  timeout: SIZE.timeoutMs,
}, async () => {
  for (let round = 0; round < (SEED ? 1 : SIZE.revocations); round += 1) {
    const subject = await startSystemUnderTest();
    const { pairs, verified, staleReads, violations } = await raceRevocations(subject, {
      seed: seed + round,
      ...(REVOCATION && { revocations: [REVOCATION] }),
      ...(USE && { uses: [USE] }),
    });
    console.log(
      `revocations: ${pairs} pairs of a loss and a use, ${verified} requests verified, ${staleReads} stale reads, SEED=${seed + round}`,
    );
    expect(violations).toEqual([]);
    await subject.stop();
  }
});
