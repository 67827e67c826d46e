// Mutations beside each other in all schedules: after each write the rules hold, and what it comes to is what some order of them,
// one after the other, comes to as well.
import { explore } from './explore.ts';
import type { Mutation } from './mutations.ts';
import type { Call, Choose } from './scheduler.ts';
import { textOf } from './touches.ts';
import { actorNamed, type Played, type Scene, type World } from './world.ts';

export interface Program {
  readonly scene: Scene;
  readonly mutations: readonly Mutation[];
}

export interface Coverage {
  readonly programs: number;
  readonly schedules: number;
  /** Runs that were given up: what was left of them had been seen in another order. */
  readonly cut: number;
  /** Schedules that these stand for: all orders of the calls of the first run of each program, at least. */
  readonly standFor: number;
  /** Outcomes that need a request to be authorised before another one, and carried out after it. */
  readonly authorisedBefore: number;
  /** What was wrong, each with the way to see it again. */
  readonly violations: readonly string[];
}

/** @param reduce - Whether one schedule stands for all that differ in the order of independent calls only. @default true */
export async function exploreInterleavings(
  world: World,
  programs: readonly Program[],
  { reduce = true }: { readonly reduce?: boolean } = {},
): Promise<Coverage> {
  let [schedules, cut, standFor, authorisedBefore] = [0, 0, 0, 0];
  const violations: string[] = [];
  for (const program of programs) {
    const orders = serialOrders(world, program);
    let first: Played | undefined;
    const explored = await explore(
      (choose) => world.play(program.scene, program.mutations, choose),
      async (run) => {
        first ??= run;
        const order = await orders.explain(run);
        if (order === 'authorised before') authorisedBefore += 1;
        const wrong = [...run.violations, ...(order === undefined ? [unexplained(run, orders.seen())] : [])];
        if (wrong.length > 0) violations.push(described(program, run, wrong));
      },
      reduce,
    );
    schedules += explored.schedules;
    cut += explored.cut;
    standFor += first ? ordersOf(first) : 0;
  }
  return { programs: programs.length, schedules, cut, standFor, authorisedBefore, violations };
}

/** In how many orders the calls of the run can be made: (n + m)! / (n! m!). */
function ordersOf({ steps }: Played): number {
  const counts = new Map<string, number>();
  let orders = 1;
  for (const [index, { call }] of steps.entries()) {
    const count = (counts.get(call.actor) ?? 0) + 1;
    counts.set(call.actor, count);
    orders = (orders * (index + 1)) / count;
  }
  return Math.round(orders);
}

type Order = 'serial' | 'authorised before';

/** What the mutations come to one after the other, found out when it is asked for. */
function serialOrders(world: World, { scene, mutations }: Program) {
  const seen = new Map<string, Order>();
  const actors = mutations.map((_, index) => actorNamed(index));
  const left = [
    ...permutations(actors).map((order) => ({ kind: 'serial' as const, choose: oneAfterAnother(order) })),
    ...permutations(actors.flatMap((actor) => [actor, actor])).map((order) => ({
      kind: 'authorised before' as const,
      choose: phaseByPhase(order),
    })),
  ];
  return {
    /** The order that comes to the same; undefined when there is none. */
    async explain(run: Played): Promise<Order | undefined> {
      const outcome = JSON.stringify(run.outcome);
      for (;;) {
        const found = seen.get(outcome);
        if (found) return found;
        const next = left.shift();
        if (next === undefined) return undefined;
        const played = JSON.stringify((await world.play(scene, mutations, next.choose)).outcome);
        if (!seen.has(played)) seen.set(played, next.kind);
      }
    },
    seen: () => [...seen.keys()],
  };
}

const oneAfterAnother =
  (order: readonly string[]): Choose =>
  (ready) =>
    order.map((actor) => ready.find((call) => call.actor === actor)).find((call) => call !== undefined);

/** An actor stands in the order twice: for its authorisation, and for the rest. */
function phaseByPhase(order: readonly string[]): Choose {
  let at = 0;
  return (ready) => {
    for (; at < order.length; at += 1) {
      const actor = order[at];
      const authorised = order.indexOf(actor ?? '') < at;
      const call = ready.find((one) => one.actor === actor && (authorised || isAuthorisation(one)));
      if (call !== undefined) return call;
    }
    return ready[0];
  };
}

function isAuthorisation({ madeBy }: Call): boolean {
  return madeBy.startsWith('authorizer/');
}

/** The different ones. */
function permutations(values: readonly string[]): string[][] {
  if (values.length === 0) return [[]];
  return [...new Set(values)].flatMap((value) => {
    const at = values.indexOf(value);
    return permutations(values.filter((_, index) => index !== at)).map((rest) => [value, ...rest]);
  });
}

function unexplained({ outcome }: Played, orders: readonly string[]): string {
  const told = orders.map((order) => `  ${order}`).join('\n');
  return `no serial order comes to\n  ${JSON.stringify(outcome)}\nbut to\n${told}`;
}

/** A name for the schedule that `SCHEDULE` takes. */
export function scheduleOf({ steps }: Pick<Played, 'steps'>): string {
  return steps.map(({ call }) => call.id).join(' ');
}

/** Follows a schedule as it was named. */
export function following(schedule: string): Choose {
  const ids = schedule.split(' ');
  return (ready, steps) => ready.find(({ id }) => id === ids[steps.length]) ?? ready[0];
}

export function described({ scene, mutations }: Program, run: Played, wrong: readonly string[]): string {
  const names = mutations.map(({ name }, index) => `${actorNamed(index)}: ${name}`);
  const calls = run.steps.map(({ call: { id, command, touches, madeBy } }) => {
    const keys = touches.map(({ key, writes }) => `${textOf(key)}${writes ? '!' : ''}`).join(' ');
    return `  ${id} ${command} ${keys} (${madeBy})`;
  });
  return [`with ${scene}, ${names.join(', ')}, in the schedule`, `"${scheduleOf(run)}":`, ...calls, ...wrong].join('\n');
}
