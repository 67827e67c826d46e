// Six concurrent requests, in schedules by random priorities.
import { expect } from 'vitest';
import { SEED, SIZE } from '../support/size.ts';
import { describeRun } from './interleavings.ts';
import { runRandomSchedules, runSeed } from './random-schedules.ts';
import { explain } from './serial-order.ts';
import { it } from './with-runner.ts';

const { RUNS, COMPARED_EVERY } = process.env;
const isReplay = process.env.SEED !== undefined;

it('six concurrent requests keep the invariants and have the outcome of a serial order', {
  timeout: SIZE.timeoutMs,
}, async ({ runner }) => {
  const runs = Number(RUNS ?? (isReplay ? 1 : SIZE.randomRuns));
  const { calls, responses, compared, serialRuns, inconclusive, violations } = await runRandomSchedules(runner, {
    runs,
    seed: SEED,
    comparedEvery: Number(COMPARED_EVERY ?? (isReplay ? 1 : SIZE.comparedEvery)),
  });
  console.log(
    `random schedules: ${runs} runs from SEED=${SEED}, ${calls} calls, responses ${JSON.stringify(responses)}; ` +
      `${compared} compared with serial orders in ${serialRuns} runs, ` +
      `${inconclusive.length} of them inconclusive ${inconclusive.join(' ')}`,
  );
  expect(violations).toEqual([]);
  expect(inconclusive.length, 'inconclusive comparisons').toBeLessThanOrEqual(compared / 100);
  expect(await runner.mirrorEqualsTable()).toBe(true);
});

it('a seed always makes the same run, call by call', async ({ runner }) => {
  const describe = async () => {
    const { scenario, run } = await runSeed(runner, SEED);
    return describeRun(scenario, run, [JSON.stringify(run.outcome)]);
  };
  const description = await describe();
  if (isReplay) console.log(description);
  expect(await describe()).toBe(description);
});

/** The requests a, b and e create the same user; b commits while d renames the team that a and b have resolved. */
const FAR_FROM_THE_OBSERVED_ORDER = 493_599_720;

it('an outcome is explained by a serial order that is far from the order of the commits', async ({ runner }) => {
  const { scenario, run } = await runSeed(runner, FAR_FROM_THE_OBSERVED_ORDER);
  expect(run.outcome.responses).toMatchObject({ a: { status: 409 }, b: { status: 201 }, e: { status: 422 } });
  expect(await explain(runner, scenario, run)).toMatchObject({ verdict: 'explained' });
});

it('an outcome that no serial order has is unexplained, and inconclusive when the search is cut short', {
  timeout: SIZE.timeoutMs,
}, async ({ runner }) => {
  const { scenario, run } = await runSeed(runner, FAR_FROM_THE_OBSERVED_ORDER);
  const { state, responses } = run.outcome;
  const impossible = { ...run, outcome: { state, responses: { ...responses, f: { status: 418 } } } };
  expect(await explain(runner, scenario, impossible)).toMatchObject({ verdict: 'unexplained' });
  expect(await explain(runner, scenario, impossible, 1)).toMatchObject({ verdict: 'inconclusive' });
});
