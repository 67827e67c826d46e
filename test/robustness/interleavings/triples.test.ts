// Three mutations beside each other: what R6, R7 and R8 say of every interleaving of create, restore, revoke, rotate, deactivate,
// reactivate and demote.
import { expect } from 'vitest';
import { it } from './with-runner.ts';
import { exploreInterleavings } from './interleavings.ts';
import { triples } from './scenarios.ts';
import { randomOf } from './random-schedules.ts';
import { SIZE } from '../support/size.ts';

const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);

it('R6, R7, R8: three mutations beside each other come to what one after the other comes to', {
  timeout: SIZE.patience,
}, async ({ world }) => {
  const all = triples({ all: SIZE.allTriples });
  const random = randomOf(seed);
  const programs = all.filter(() => random() < SIZE.triples);
  const { schedules, cut, standFor, authorisedBefore, violations } = await exploreInterleavings(world, programs);
  console.log(
    `interleavings: ${programs.length} of ${all.length} triples, SEED=${seed}, in ${schedules} schedules (and ${cut} given up), which stand for ` +
      `${standFor}; ${authorisedBefore} came to what an authorisation before another's change comes to`,
  );
  expect(programs.length).toBeGreaterThan(0);
  expect(violations).toEqual([]);
  expect(await world.isTrue()).toBe(true);
});
