// The exploration itself: that one order stands for all that come to the same, and none is lost.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { explore } from './explorer.ts';
import type { Call, Choose, Run, Step } from './scheduler.ts';
import type { Touch } from '../support/access-set.ts';

/** What a call touches; calls that an actor makes awaitAll; what it makes one after the other; actors. */
type Toy = readonly (readonly (readonly (readonly Touch[])[])[])[];

const touch = (item: string, writes: boolean): Touch => ({ key: { pk: item, sk: '' }, writes });
const read = (item: string) => [[touch(item, false)]];
const write = (item: string) => [[touch(item, true)]];

/** Runs it; what it comes to is, for each item, who wrote it in which order, and what each read saw of that. */
async function play(toy: Toy, choose: Choose): Promise<Run<string>> {
  const waiting = toy.map((calls, actor) =>
    calls.map((awaitAll, turn) =>
      awaitAll.map((touches, index) => ({ actor, id: `${actor}.${turn}.${index}`, touches })),
    ),
  );
  const written = new Map<string, string[]>();
  const seen: string[] = [];
  const steps: Step[] = [];
  const madeAt = new Map<string, number>();
  for (;;) {
    const ready = waiting.flatMap(([awaitAll = []]) =>
      awaitAll.map(({ id, actor, touches }): Call => {
        if (!madeAt.has(id)) madeAt.set(id, steps.length);
        return { id, actor: `${actor}`, command: '', madeBy: '', touches, madeAt: madeAt.get(id) ?? 0 };
      }),
    );
    if (ready.length === 0) break;
    const call = choose(ready, steps);
    if (call === undefined) return { steps, results: new Map(), ended: false };
    steps.push({ call, ready, done: true });
    const own = waiting[Number(call.actor)] ?? [];
    own[0] = own[0]?.filter(({ id }) => id !== call.id) ?? [];
    if (own[0].length === 0) own.shift();
    for (const { key, writes } of call.touches) {
      const history = written.get(key.pk) ?? [];
      seen.push(`${call.id} saw of ${key.pk}: ${history}`);
      if (writes) written.set(key.pk, [...history, call.id]);
    }
  }
  return { steps, results: new Map([['all', seen.sort().join('\n')]]), ended: true };
}

async function explored(toy: Toy, reduce: boolean) {
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
  expect(await explored(toy, false)).toMatchObject({ schedules: 6, cut: 0 });
  expect(await explored(toy, true)).toMatchObject({ schedules: 1, cut: 0 });
});

test('an update that is lost between a read and a write is found', async () => {
  const toy = [
    [read('x'), write('x')],
    [read('x'), write('x')],
  ];
  const { schedules, ends } = await explored(toy, true);
  expect(schedules).toBe(4);
  expect(ends.some((end) => end.includes('0.0.0 saw of x: \n') && end.includes('1.0.0 saw of x: \n'))).toBe(true);
});

test('one run of each kind is made, and all that programs can come to is found', async () => {
  const touches = fc.record({ item: fc.constantFrom('x', 'y', 'z'), writes: fc.boolean() });
  const few = <T>(what: fc.Arbitrary<T>, maxLength = 2) => fc.array(what, { minLength: 1, maxLength });
  const call = few(touches.map(({ item, writes }) => touch(item, writes)));
  const toys = fc.array(few(few(call)), { minLength: 2, maxLength: 3 }).filter((toy) => toy.flat(2).length <= 7);
  let [runs, all] = [0, 0];
  await fc.assert(
    fc.asyncProperty(toys, async (toy) => {
      const [reduced, full] = [await explored(toy, true), await explored(toy, false)];
      expect(new Set(reduced.ends)).toEqual(new Set(full.ends));
      expect(reduced.schedules).toBe(new Set(full.ends).size);
      runs += reduced.schedules + reduced.cut;
      all += full.schedules;
    }),
    { numRuns: 100 },
  );
  console.log(`exploration: ${runs} runs stood for ${all} schedules of random programs`);
});

test('a run that is not made again by the same choices is told', async () => {
  let runs = 0;
  const flaky = (choose: Choose) =>
    play(runs++ === 0 ? [[write('x')], [write('x')]] : [[write('y')], [write('x')]], choose);
  await expect(explore(flaky, async () => {})).rejects.toThrow('the same choices made another run');
});
