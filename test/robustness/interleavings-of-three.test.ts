// Three mutations beside each other: what R6, R7 and R8 say of every interleaving of create, restore, revoke, rotate, deactivate,
// reactivate and demote.
import { expect } from 'vitest';
import { it } from './support/in-world.ts';
import { exploreInterleavings } from './support/interleavings.ts';
import { triples } from './support/programs.ts';
import { SIZE } from './support/size.ts';

it('R6, R7, R8: three mutations beside each other come to what one after the other comes to', {
  timeout: SIZE.patience,
}, async ({ world }) => {
  const programs = triples({ all: SIZE.allTriples });
  const { schedules, cut, standFor, authorisedBefore, violations } = await exploreInterleavings(world, programs);
  console.log(
    `interleavings: ${programs.length} triples in ${schedules} schedules (and ${cut} given up), which stand for ` +
      `${standFor}; ${authorisedBefore} came to what an authorisation before another's change comes to`,
  );
  expect(violations).toEqual([]);
  expect(await world.isTrue()).toBe(true);
});
