// Six concurrent requests, in schedules by random priorities.
import { expect } from 'vitest';
import { SEED, SIZE } from '../support/size.ts';
import { describeRun } from './interleavings.ts';
import { runRandomSchedules, runSeed } from './random-schedules.ts';
import { requestNamed } from './requests.ts';
import type { Choose, Scenario, ScenarioRun, ScenarioRunner } from './scenario-runner.ts';
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

const CREATION = 'create Robot with a token, in the team Empty';
const CREATIONS_AND_A_RENAME: Scenario = {
  initialState: 'two Admins',
  requests: [CREATION, CREATION, 'rename the team Empty to Ops', CREATION].map(requestNamed),
};

/** Lets the clients proceed one after the other: each to its end, or until it waits with a call of the given command. */
function inTurns(...turns: (readonly [client: string, until?: string])[]): Choose {
  let turn = 0;
  return (ready) => {
    for (; turn < turns.length; turn += 1) {
      const [client, until] = turns[turn] ?? [];
      const call = ready.find((one) => one.client === client);
      if (call !== undefined && call.command !== until) return call;
    }
    return undefined;
  };
}

/** The clients a and b have resolved the team when c renames it. Then b creates the user. */
async function renameBeforeTheCommit(runner: ScenarioRunner): Promise<ScenarioRun> {
  const commit = 'TransactWriteItems';
  const turns = inTurns(['a', commit], ['b', commit], ['c'], ['b'], ['a'], ['d']);
  const run = await runner.run(CREATIONS_AND_A_RENAME, turns);
  expect(run.outcome.responses).toMatchObject({
    a: { status: 409 },
    b: { status: 201 },
    c: { status: 200 },
    d: { status: 422 },
  });
  return run;
}

it('an outcome is explained by a serial order that is far from the order of the commits', async ({ runner }) => {
  const run = await renameBeforeTheCommit(runner);
  expect(await explain(runner, CREATIONS_AND_A_RENAME, run)).toMatchObject({ verdict: 'explained' });
});

it('an outcome that no serial order has is unexplained, and inconclusive when the search is cut short', {
  timeout: SIZE.timeoutMs,
}, async ({ runner }) => {
  const run = await renameBeforeTheCommit(runner);
  const { state, responses } = run.outcome;
  const impossible = { ...run, outcome: { state, responses: { ...responses, d: { status: 418 } } } };
  expect(await explain(runner, CREATIONS_AND_A_RENAME, impossible)).toMatchObject({ verdict: 'unexplained' });
  expect(await explain(runner, CREATIONS_AND_A_RENAME, impossible, 1)).toMatchObject({ verdict: 'inconclusive' });
});
