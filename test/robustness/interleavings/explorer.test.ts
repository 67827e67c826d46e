// The explorer itself: the reduction finds every outcome, and runs one schedule for each.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Access } from '../support/access-set.ts';
import { SEED } from '../support/size.ts';
import { type ChooseNext, explore } from './explorer.ts';
import type { Call, Run, Step } from './scheduler.ts';

/** The accesses of a call, calls that a client makes at the same time, calls that it makes one after the other, clients. */
type ToyScenario = readonly (readonly (readonly (readonly Access[])[])[])[];

const access = (item: string, writes: boolean): Access => ({ key: { pk: item, sk: '' }, writes });
const read = (item: string) => [[access(item, false)]];
const write = (item: string) => [[access(item, true)]];

/** Runs the scenario. Its outcome is, for each call, the earlier writes of the items that it accesses. */
async function play(toy: ToyScenario, choose: ChooseNext): Promise<Run<string>> {
  const waiting = toy.map((calls, client) =>
    calls.map((concurrent, turn) =>
      concurrent.map((accesses, index) => ({ client, id: `${client}.${turn}.${index}`, accesses })),
    ),
  );
  const written = new Map<string, string[]>();
  const seen: string[] = [];
  const steps: Step[] = [];
  const madeAt = new Map<string, number>();
  for (;;) {
    const ready = waiting.flatMap(([concurrent = []]) =>
      concurrent.map(({ id, client, accesses }): Call => {
        if (!madeAt.has(id)) madeAt.set(id, steps.length);
        return { id, client: `${client}`, command: '', madeBy: '', accesses, madeAt: madeAt.get(id) ?? 0 };
      }),
    );
    if (ready.length === 0) break;
    const call = choose(ready, steps);
    if (call === undefined) return { steps, results: new Map(), ended: false };
    steps.push({ call, ready, done: true });
    const own = waiting[Number(call.client)] ?? [];
    own[0] = own[0]?.filter(({ id }) => id !== call.id) ?? [];
    if (own[0].length === 0) own.shift();
    for (const { key, writes } of call.accesses) {
      const history = written.get(key.pk) ?? [];
      seen.push(`${call.id} saw of ${key.pk}: ${history}`);
      if (writes) written.set(key.pk, [...history, call.id]);
    }
  }
  return { steps, results: new Map([['all', seen.sort().join('\n')]]), ended: true };
}

async function explored(toy: ToyScenario, reduce: boolean) {
  const ends: string[] = [];
  const counts = await explore(
    (choose) => play(toy, choose),
    async ({ results }) => {
      ends.push(results.get('all') ?? '');
    },
    reduce,
  );
  return { ...counts, ends };
}

test('without reduction, each order of the calls is run once', async () => {
  const toy = [
    [read('x'), write('x')],
    [read('y'), write('y')],
  ];
  expect(await explored(toy, false)).toMatchObject({ schedules: 6, abandoned: 0 });
  expect(await explored(toy, true)).toMatchObject({ schedules: 1, abandoned: 0 });
});

test('the reduction finds an update that is lost between a read and a write', async () => {
  const toy = [
    [read('x'), write('x')],
    [read('x'), write('x')],
  ];
  const { schedules, ends } = await explored(toy, true);
  expect(schedules).toBe(4);
  expect(ends.some((end) => end.includes('0.0.0 saw of x: \n') && end.includes('1.0.0 saw of x: \n'))).toBe(true);
});

test('the reduction finds every outcome of a random scenario, and runs one schedule for each', async () => {
  const accesses = fc.record({ item: fc.constantFrom('x', 'y', 'z'), writes: fc.boolean() });
  const few = <T>(what: fc.Arbitrary<T>, maxLength = 2) => fc.array(what, { minLength: 1, maxLength });
  const call = few(accesses.map(({ item, writes }) => access(item, writes)));
  const toys = fc.array(few(few(call)), { minLength: 2, maxLength: 3 }).filter((toy) => toy.flat(2).length <= 7);
  let [runs, all] = [0, 0];
  await fc.assert(
    fc.asyncProperty(toys, async (toy) => {
      const [reduced, full] = [await explored(toy, true), await explored(toy, false)];
      expect(new Set(reduced.ends)).toEqual(new Set(full.ends));
      expect(reduced.schedules).toBe(new Set(full.ends).size);
      runs += reduced.schedules + reduced.abandoned;
      all += full.schedules;
    }),
    { numRuns: 100, seed: SEED },
  );
  console.log(`exploration: ${runs} runs represented ${all} schedules of random scenarios, SEED=${SEED}`);
});

test('a run that the same choices do not repeat is an error', async () => {
  let runs = 0;
  const flaky = (choose: ChooseNext) =>
    play(runs++ === 0 ? [[write('x')], [write('x')]] : [[write('y')], [write('x')]], choose);
  await expect(explore(flaky, async () => {})).rejects.toThrow('The same choices made another run');
});
