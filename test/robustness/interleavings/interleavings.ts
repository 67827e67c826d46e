// Mutations beside each other in all schedules: after each write the rules hold, and what it comes to is what some order of them,
// one after the other, comes to as well.
import { explore } from './explorer.ts';
import type { Outcome } from './normalized-outcome.ts';
import { type Mutation, mutationNamed } from './requests.ts';
import type { Call, Choose } from './scheduler.ts';
import { textOf } from '../support/access-set.ts';
import { actorNamed, type Played, type Scene, type World } from './scenario-runner.ts';

export interface Program {
  readonly scene: Scene;
  readonly mutations: readonly Mutation[];
}

export interface Coverage {
  readonly programs: number;
  readonly schedules: number;
  /** Runs that were given up: what was left of them had been seen in another order. */
  readonly cut: number;
  /** Schedules that these stand for, at least: all orders of the calls of the longest run of each program. */
  readonly standFor: number;
  /** All that the programs came to. */
  readonly outcomes: ReadonlySet<string>;
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
  const outcomes = new Set<string>();
  for (const [index, program] of programs.entries()) {
    const orders = serialOrders(world, program);
    let most = 0;
    const explored = await explore(
      (choose) => world.play(program.scene, program.mutations, choose),
      async (run) => {
        most = Math.max(most, ordersOf(run));
        outcomes.add(`${index} ${JSON.stringify(run.outcome)}`);
        const { wrong, order } = await judge(run, orders);
        if (order === 'authorised before') authorisedBefore += 1;
        if (wrong.length > 0) violations.push(described(program, run, wrong));
      },
      reduce,
    );
    schedules += explored.schedules;
    cut += explored.cut;
    standFor += most;
  }
  return { programs: programs.length, schedules, cut, standFor, outcomes, authorisedBefore, violations };
}

async function judge(run: Played, orders: ReturnType<typeof serialOrders>) {
  const order = await orders.explain(run);
  return { order, wrong: [...run.violations, ...(order === undefined ? [unexplained(run, orders.seen())] : [])] };
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
export function phaseByPhase(order: readonly string[]): Choose {
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

export function isAuthorisation({ madeBy }: Call): boolean {
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

export function unexplained({ outcome }: Pick<Played, 'outcome'>, orders: readonly string[]): string {
  const answers = ({ answers }: Outcome) => JSON.stringify(answers);
  const differences = (other: Outcome) => [
    ...outcome.state
      .filter((sentence) => !other.state.includes(sentence))
      .map((sentence) => `    here alone: ${sentence}`),
    ...other.state
      .filter((sentence) => !outcome.state.includes(sentence))
      .map((sentence) => `    there alone: ${sentence}`),
  ];
  return [
    `no serial order comes to ${answers(outcome)}, but to`,
    ...orders.map((order) => JSON.parse(order)).flatMap((order) => [`  ${answers(order)}`, ...differences(order)]),
  ].join('\n');
}

/** What a run is called, so that `replay` makes it again. */
function nameOf({ scene, mutations }: Program, { steps }: Played): string {
  return [scene, ...mutations.map(({ name }) => name), steps.map(({ call }) => call.id).join(' ')].join(' | ');
}

/** Makes the run of that name again: how it went, and what is wrong with it. */
export async function replay(
  world: World,
  name: string,
): Promise<{ readonly told: string; readonly wrong: readonly string[] }> {
  const parts = name.split(' | ');
  const [scene, schedule] = [parts[0] as Scene, parts.at(-1)?.split(' ') ?? []];
  const program = { scene, mutations: parts.slice(1, -1).map(mutationNamed) };
  const run = await world.play(scene, program.mutations, (ready, steps) =>
    ready.find(({ id }) => id === schedule[steps.length]),
  );
  if (!run.ended) throw new Error(`the calls are others than those of the schedule: ${described(program, run, [])}`);
  const { wrong } = await judge(run, serialOrders(world, program));
  return { told: described(program, run, wrong), wrong };
}

export function described(program: Program, run: Played, wrong: readonly string[]): string {
  const calls = run.steps.map(({ call: { id, command, touches, madeBy } }) => {
    const keys = touches.map(({ key, writes }) => `${textOf(key)}${writes ? '!' : ''}`).join(' ');
    return `  ${id} ${command} ${keys} (${madeBy})`;
  });
  return [`REPLAY="${nameOf(program, run)}"`, ...calls, ...wrong].join('\n');
}
