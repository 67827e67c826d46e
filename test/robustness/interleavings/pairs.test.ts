// Every pair of mutations, beside each other in every schedule of their calls to DynamoDB.
import { expect } from 'vitest';
import { it } from './with-runner.ts';
import { exploreInterleavings, replay } from './interleavings.ts';
import { MUTATIONS, mutationNamed } from './requests.ts';
import { dependent, pairsOf } from './scenarios.ts';
import { SIZE } from '../support/size.ts';

it('two mutations beside each other keep the rules, and come to what one after the other comes to', {
  timeout: SIZE.patience,
}, async ({ world }) => {
  const pairs = pairsOf();
  const dependents = await dependent(world, pairs);
  const programs = SIZE.independentPairs ? pairs : dependents;
  const { schedules, cut, standFor, authorisedBefore, violations } = await exploreInterleavings(world, programs);
  console.log(
    `interleavings: ${MUTATIONS.length} mutations, ${pairs.length} pairs, ${dependents.length} of them dependent; ` +
      `${programs.length} pairs in ${schedules} schedules (and ${cut} given up), which stand for ${standFor}; ` +
      `${authorisedBefore} came to what an authorisation before the other's change comes to`,
  );
  expect(violations).toEqual([]);
  expect(await world.isTrue()).toBe(true);
});

it('the schedules that are left out come to nothing else', { timeout: SIZE.patience }, async ({ world }) => {
  const pairs = await dependent(world, pairsOf(SIZE.unreduced?.map(mutationNamed)));
  const reduced = await exploreInterleavings(world, pairs);
  const full = await exploreInterleavings(world, pairs, { reduce: false });
  console.log(
    `interleavings: ${full.schedules} schedules of ${pairs.length} pairs come to what ${reduced.schedules} do`,
  );
  expect(full.violations).toEqual([]);
  expect(full.outcomes).toEqual(reduced.outcomes);
  expect(full.schedules).toBeGreaterThan(reduced.schedules);
});

it('a run is made again by its name, call by call', async ({ world }) => {
  const seenTooLate = 'two Admins | newcomer is seen | deactivate newcomer | a.1 a.2 a.3 b.1 b.2 b.3 a.4';
  const name = process.env.REPLAY ?? seenTooLate;
  const { told, wrong } = await replay(world, name);
  if (process.env.REPLAY) console.log(told);
  expect(told).toContain(name);
  expect(await replay(world, name)).toEqual({ told, wrong });
  expect(wrong).toEqual([]);
});
