// All schedules of a program, one run each, from the start. Two that differ only in the order of calls that can change places come
// to the same, so one of them is enough: dynamic partial-order reduction by source sets, with sleep sets (Abdulla, Aronis, Jonsson,
// Sagonas: Source Sets, J. ACM 64 (4), 2017).
import type { Call, Choose, Run, Step } from './scheduler.ts';
import { conflict, fingerprint } from '../support/access-set.ts';

export interface Explored {
  /** Runs that were followed to their end. */
  readonly schedules: number;
  /** Runs that were given up, because what is left of them was seen in another order. */
  readonly cut: number;
}

/** What was chosen after a prefix, and what is to be chosen yet. */
interface Choice {
  readonly ready: readonly Call[];
  readonly sleeping: ReadonlyMap<string, Call>;
  chosen: Call;
  readonly done: Map<string, Call>;
  readonly wanted: Set<string>;
}

/**
 * @param play - Makes a run; the same choices must make the same run.
 * @param reduce - Whether one order stands for all that come to the same. @default true
 */
export async function explore<R extends Run<unknown>>(
  play: (choose: Choose) => Promise<R>,
  visit: (run: R) => Promise<void>,
  reduce = true,
): Promise<Explored> {
  const path: Choice[] = [];
  let [schedules, cut] = [0, 0];
  do {
    const run = await play((ready, steps) => {
      const depth = steps.length;
      const known = path[depth];
      if (known) return again(known, ready);
      const sleeping = reduce ? stillSleeping(path[depth - 1]) : new Map<string, Call>();
      const chosen = ready.find(({ id }) => !sleeping.has(id));
      if (chosen === undefined) return undefined;
      const wanted = new Set(reduce ? [chosen.id] : ready.map(({ id }) => id));
      path.push({ ready, sleeping, chosen, done: new Map(), wanted });
      return chosen;
    });
    if (reduce) wantReversals(path, run.steps);
    if (run.ended) {
      schedules += 1;
      await visit(run);
    } else cut += 1;
  } while (goOn(path));
  return { schedules, cut };
}

/** @throws Error when the run is not what it was. */
function again({ ready: before, chosen }: Choice, ready: readonly Call[]): Call {
  const told = (calls: readonly Call[]) =>
    calls.map(({ id, command, touches }) => `${id} ${command} ${fingerprint(touches)}`).join('; ');
  const call = ready.find(({ id }) => id === chosen.id);
  if (call === undefined || told(before) !== told(ready)) {
    throw new Error(`the same choices made another run: ${told(before)} were ready, and now ${told(ready)}`);
  }
  return call;
}

/** What was tried before, and has met nothing since that it conflicts with: to run it now would be to see the same again. */
function stillSleeping(before: Choice | undefined): Map<string, Call> {
  if (before === undefined) return new Map();
  const tried = [...before.sleeping, ...before.done];
  return new Map(tried.filter(([, { touches }]) => !conflict(touches, before.chosen.touches)));
}

/** Steps back to the last choice that has another side to it. */
function goOn(path: Choice[]): boolean {
  for (let last = path.at(-1); last !== undefined; last = path.at(-1)) {
    const { ready, done, wanted, sleeping, chosen } = last;
    done.set(chosen.id, chosen);
    const next = ready.find(({ id }) => wanted.has(id) && !done.has(id) && !sleeping.has(id));
    if (next !== undefined) {
      last.chosen = next;
      return true;
    }
    path.pop();
  }
  return false;
}

/** For each two calls that conflict with nothing between them that orders them: the other order is wanted as well. */
function wantReversals(path: readonly Choice[], steps: readonly Step[]): void {
  const calls = steps.map(({ call }) => call);
  const after = happensAfter(calls);
  for (const [second, call] of calls.entries()) {
    for (const first of calls.keys()) {
      const earlier = calls[first];
      if (first >= second || earlier === undefined || madeAfter(call, first, earlier)) continue;
      if (!conflict(earlier.touches, call.touches)) continue;
      const between = range(first + 1, second);
      if (between.some((middle) => after[middle]?.has(first) && after[second]?.has(middle))) continue;
      const sequence = [...between.filter((middle) => !after[middle]?.has(first)), second];
      const initials = sequence.filter((one) => !sequence.some((other) => other < one && after[one]?.has(other)));
      const ids = initials.flatMap((one) => calls[one]?.id ?? []);
      const wanted = path[first]?.wanted;
      const [any] = ids;
      if (wanted && any !== undefined && !ids.some((id) => wanted.has(id))) wanted.add(any);
    }
  }
}

/** For each call, those before it that it depends on: it was made after they had their answers, or conflicts with them. */
function happensAfter(calls: readonly Call[]): ReadonlySet<number>[] {
  const after: Set<number>[] = [];
  for (const [index, call] of calls.entries()) {
    const causes = new Set<number>();
    for (const earlier of range(0, index)) {
      const other = calls[earlier];
      if (other === undefined) continue;
      if (madeAfter(call, earlier, other) || conflict(other.touches, call.touches)) {
        causes.add(earlier);
        for (const cause of after[earlier] ?? []) causes.add(cause);
      }
    }
    after.push(causes);
  }
  return after;
}

/** Whether its actor made the call when it had the answer to the other, so that no schedule has them in another order. */
function madeAfter(call: Call, index: number, other: Call): boolean {
  return call.actor === other.actor && index < call.madeAt;
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index);
}
