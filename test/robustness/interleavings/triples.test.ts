// Three concurrent requests: R6 to R9, R13 and R14 hold in every schedule of create, restore, revoke, rotate, deactivate,
// reactivate, promote and demote.
import { expect } from 'vitest';
import { randomNumbers } from '../support/random.ts';
import { SEED, SIZE } from '../support/size.ts';
import { exploreInterleavings } from './interleavings.ts';
import { triples } from './scenarios.ts';
import { it } from './with-runner.ts';

it('R6 to R9, R13, R14: three concurrent requests have the outcome of a serial order', {
  timeout: SIZE.timeoutMs,
}, async ({ runner }) => {
  const all = triples({ all: SIZE.allTriples });
  const random = randomNumbers(SEED);
  const scenarios = all.filter(() => random() < SIZE.triples);
  const { schedules, abandoned, represented, violations } = await exploreInterleavings(runner, scenarios);
  console.log(
    `interleavings: ${scenarios.length} of ${all.length} triples, SEED=${SEED}, in ${schedules} schedules ` +
      `(and ${abandoned} abandoned), which represent ${represented}`,
  );
  expect(scenarios.length).toBeGreaterThan(0);
  expect(violations).toEqual([]);
  expect(await runner.mirrorEqualsTable()).toBe(true);
});
