// Explores all schedules of a scenario by stateless model checking: one run each, from the start. Schedules that differ only in the
// order of independent calls have the same outcome, so one of them is run: dynamic partial-order reduction by source sets, with
// sleep sets (Abdulla, Aronis, Jonsson, Sagonas: Source Sets, J. ACM 64 (4), 2017).

import { conflict, fingerprint } from '../support/access-set.ts';
import type { Call, Run, Step } from './scheduler.ts';

export interface Explored {
  /** Runs that were followed to their end. */
  readonly schedules: number;
  /** Runs that were abandoned because the rest of them was seen in another order. */
  readonly abandoned: number;
}

/** Picks the next call; undefined abandons the run. */
export type ChooseNext = (ready: readonly Call[], steps: readonly Step[]) => Call | undefined;

/** The calls that were chosen after a prefix, and those that remain to be chosen. */
interface Choice {
  readonly ready: readonly Call[];
  readonly sleeping: ReadonlyMap<string, Call>;
  chosen: Call;
  readonly done: Map<string, Call>;
  readonly wanted: Set<string>;
}

/**
 * @param play - Makes a run. The same choices must make the same run.
 * @param reduce - Whether one schedule represents all that differ only in the order of independent calls. @default true
 */
export async function explore<R extends Run<unknown>>(
  play: (choose: ChooseNext) => Promise<R>,
  visit: (run: R) => Promise<void>,
  reduce = true,
): Promise<Explored> {
  const path: Choice[] = [];
  let [schedules, abandoned] = [0, 0];
  do {
    const run = await play((ready, steps) => {
      const depth = steps.length;
      const known = path[depth];
      if (known) return repeat(known, ready);
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
    } else abandoned += 1;
  } while (backtrack(path));
  return { schedules, abandoned };
}

/** @throws Error when the run differs from the one before. */
function repeat({ ready: before, chosen }: Choice, ready: readonly Call[]): Call {
  const describe = (calls: readonly Call[]) =>
    calls.map(({ id, command, accesses }) => `${id} ${command} ${fingerprint(accesses)}`).join('; ');
  const call = ready.find(({ id }) => id === chosen.id);
  if (call === undefined || describe(before) !== describe(ready)) {
    throw new Error(`The same choices made another run: ${describe(before)} were ready, and now ${describe(ready)}.`);
  }
  return call;
}

/** Calls that were tried before, and that conflict with no call since then: to run one now would repeat a schedule. */
function stillSleeping(before: Choice | undefined): Map<string, Call> {
  if (before === undefined) return new Map();
  const tried = [...before.sleeping, ...before.done];
  return new Map(tried.filter(([, { accesses }]) => !conflict(accesses, before.chosen.accesses)));
}

/** Steps back to the last choice with a call that remains to be tried. @returns false when there is none */
function backtrack(path: Choice[]): boolean {
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

/** For each two conflicting calls that no call between them orders, the reversed order is to be tried as well. */
function wantReversals(path: readonly Choice[], steps: readonly Step[]): void {
  const calls = steps.map(({ call }) => call);
  const after = happensAfter(calls);
  for (const [second, call] of calls.entries()) {
    for (const first of calls.keys()) {
      const earlier = calls[first];
      if (first >= second || earlier === undefined || madeAfter(call, first, earlier)) continue;
      if (!conflict(earlier.accesses, call.accesses)) continue;
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

/** For each call, the earlier calls that it depends on: it conflicts with them, or it was made after their responses. */
function happensAfter(calls: readonly Call[]): ReadonlySet<number>[] {
  const after: Set<number>[] = [];
  for (const [index, call] of calls.entries()) {
    const causes = new Set<number>();
    for (const earlier of range(0, index)) {
      const other = calls[earlier];
      if (other === undefined) continue;
      if (madeAfter(call, earlier, other) || conflict(other.accesses, call.accesses)) {
        causes.add(earlier);
        for (const cause of after[earlier] ?? []) causes.add(cause);
      }
    }
    after.push(causes);
  }
  return after;
}

/** Whether the client made the call after the response to the other one, so that no schedule reverses them. */
function madeAfter(call: Call, index: number, other: Call): boolean {
  return call.client === other.client && index < call.madeAt;
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index);
}
