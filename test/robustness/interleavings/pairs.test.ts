// Every pair of requests, in every schedule of their calls to DynamoDB.
import { expect } from 'vitest';
import { randomNumbers } from '../support/random.ts';
import { SEED, SIZE } from '../support/size.ts';
import { exploreInterleavings, replay } from './interleavings.ts';
import { REQUESTS, requestNamed } from './requests.ts';
import { dependent, pairsOf } from './scenarios.ts';
import { it } from './with-runner.ts';

it('two concurrent requests keep the invariants and have the outcome of a serial order', {
  timeout: SIZE.timeoutMs,
}, async ({ runner }) => {
  const pairs = pairsOf();
  const dependents = await dependent(runner, pairs);
  const random = randomNumbers(SEED);
  const scenarios = (SIZE.independentPairs ? pairs : dependents).filter(() => random() < SIZE.pairs);
  const { schedules, abandoned, represented, violations } = await exploreInterleavings(runner, scenarios);
  console.log(
    `interleavings: ${REQUESTS.length} requests, ${pairs.length} pairs, ${dependents.length} of them dependent; ` +
      `${scenarios.length} pairs, SEED=${SEED}, in ${schedules} schedules (and ${abandoned} abandoned), which represent ${represented}`,
  );
  expect(violations).toEqual([]);
  expect(await runner.mirrorEqualsTable()).toBe(true);
});

it('the schedules that the reduction leaves out have no other outcomes', { timeout: SIZE.timeoutMs }, async ({
  runner,
}) => {
  const pairs = await dependent(runner, pairsOf(SIZE.unreduced?.map(requestNamed)));
  const reduced = await exploreInterleavings(runner, pairs);
  const full = await exploreInterleavings(runner, pairs, { reduce: false });
  console.log(
    `interleavings: ${full.schedules} schedules of ${pairs.length} pairs have the outcomes of ${reduced.schedules}`,
  );
  expect(full.violations).toEqual([]);
  expect(full.outcomes).toEqual(reduced.outcomes);
  expect(full.schedules).toBeGreaterThan(reduced.schedules);
});

it('a run is replayed by its name, call by call', async ({ runner }) => {
  const linkedTooLate = 'two Admins | newcomer logs in | deactivate newcomer | a.1 a.2 a.3 a.4 b.1 b.2 b.3 a.5 a.6';
  const name = process.env.REPLAY ?? linkedTooLate;
  const { description, wrong } = await replay(runner, name);
  if (process.env.REPLAY) console.log(description);
  expect(description).toContain(name);
  expect(await replay(runner, name)).toEqual({ description, wrong });
  expect(wrong).toEqual([]);
});
