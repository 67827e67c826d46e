// Six actors beside each other, in schedules by random priorities.
import { expect } from 'vitest';
import { it } from './with-runner.ts';
import { described } from './interleavings.ts';
import { playSeed, runRandomly } from './random-schedules.ts';
import { SIZE } from '../support/size.ts';

const { SEED, RUNS } = process.env;
const seed = Number(SEED ?? Date.now() % 2 ** 31);

it('six mutations beside each other keep the rules', { timeout: SIZE.patience }, async ({ world }) => {
  const runs = Number(RUNS ?? (SEED ? 1 : SIZE.randomRuns));
  const { calls, answers, compared, violations } = await runRandomly(world, {
    runs,
    seed,
    comparedEvery: SEED ? 1 : SIZE.comparedEvery,
  });
  console.log(
    `random priorities: ${runs} runs from SEED=${seed}, ${calls} calls, answers ${JSON.stringify(answers)}; ` +
      `${compared} compared with a serial order`,
  );
  expect(violations).toEqual([]);
  expect(await world.isTrue()).toBe(true);
});

it('a seed makes the same run each time, call by call', async ({ world }) => {
  const tell = async () => {
    const { program, played } = await playSeed(world, seed);
    return described(program, played, [JSON.stringify(played.outcome)]);
  };
  const told = await tell();
  if (SEED) console.log(told);
  expect(await tell()).toBe(told);
});
