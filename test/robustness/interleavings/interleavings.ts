// Runs scenarios in all schedules. The invariants must hold after each write, and the outcome must be that of some serial order
// of the requests.
import { textOf } from '../support/access-set.ts';
import { explore } from './explorer.ts';
import type { Outcome } from './normalized-outcome.ts';
import { requestNamed } from './requests.ts';
import {
  type Choose,
  clientName,
  type InitialState,
  type Scenario,
  type ScenarioRun,
  type ScenarioRunner,
} from './scenario-runner.ts';
import { isAuthorization } from './serial-order.ts';

export interface Coverage {
  readonly schedules: number;
  /** Runs that were abandoned because the rest of them had been seen in another order. */
  readonly abandoned: number;
  /** A lower bound of the schedules that these represent: all orders of the calls of the longest run of each scenario. */
  readonly represented: number;
  /** All outcomes of the scenarios. */
  readonly outcomes: ReadonlySet<string>;
  /** Outcomes that need a request to be authorized before another one, and to take effect after it. */
  readonly authorizedBefore: number;
  /** Each with the name by which its run is replayed. */
  readonly violations: readonly string[];
}

/** @param reduce - Whether one schedule represents all that differ only in the order of independent calls. @default true */
export async function exploreInterleavings(
  runner: ScenarioRunner,
  scenarios: readonly Scenario[],
  { reduce = true }: { readonly reduce?: boolean } = {},
): Promise<Coverage> {
  let [schedules, abandoned, represented, authorizedBefore] = [0, 0, 0, 0];
  const violations: string[] = [];
  const outcomes = new Set<string>();
  for (const [index, scenario] of scenarios.entries()) {
    const orders = serialOrders(runner, scenario);
    let most = 0;
    const explored = await explore(
      (choose) => runner.run(scenario, choose),
      async (run) => {
        most = Math.max(most, countOrders(run));
        outcomes.add(`${index} ${JSON.stringify(run.outcome)}`);
        const { wrong, order } = await check(run, orders);
        if (order === 'authorized before') authorizedBefore += 1;
        if (wrong.length > 0) violations.push(describeRun(scenario, run, wrong));
      },
      reduce,
    );
    schedules += explored.schedules;
    abandoned += explored.abandoned;
    represented += most;
  }
  return { schedules, abandoned, represented, outcomes, authorizedBefore, violations };
}

async function check(run: ScenarioRun, orders: ReturnType<typeof serialOrders>) {
  const order = await orders.explain(run);
  return { order, wrong: [...run.violations, ...(order === undefined ? [unexplained(run, orders.seen())] : [])] };
}

/** The number of orders in which the calls of the run can be made: (n + m)! / (n! m!) for two clients. */
function countOrders({ steps }: ScenarioRun): number {
  const counts = new Map<string, number>();
  let orders = 1;
  for (const [index, { call }] of steps.entries()) {
    const count = (counts.get(call.client) ?? 0) + 1;
    counts.set(call.client, count);
    orders = (orders * (index + 1)) / count;
  }
  return Math.round(orders);
}

type Order = 'serial' | 'authorized before';

/** The outcomes of all serial orders, found when they are needed. Two or three requests have few. */
function serialOrders(runner: ScenarioRunner, scenario: Scenario) {
  const seen = new Map<string, Order>();
  const clients = scenario.requests.map((_, index) => clientName(index));
  const left = [
    ...permutations(clients).map((order) => ({ kind: 'serial' as const, choose: oneAfterAnother(order) })),
    ...permutations(clients.flatMap((client) => [client, client])).map((order) => ({
      kind: 'authorized before' as const,
      choose: phaseByPhase(order),
    })),
  ];
  return {
    /** The kind of the order that has the same outcome; undefined when there is none. */
    async explain(run: ScenarioRun): Promise<Order | undefined> {
      const outcome = JSON.stringify(run.outcome);
      for (;;) {
        const found = seen.get(outcome);
        if (found) return found;
        const next = left.shift();
        if (next === undefined) return undefined;
        const serial = JSON.stringify((await runner.run(scenario, next.choose)).outcome);
        if (!seen.has(serial)) seen.set(serial, next.kind);
      }
    },
    seen: () => [...seen.keys()],
  };
}

const oneAfterAnother =
  (order: readonly string[]): Choose =>
  (ready) =>
    order.map((client) => ready.find((call) => call.client === client)).find((call) => call !== undefined);

/** Each client is in the order twice: for its authorization, and for its effect. */
function phaseByPhase(order: readonly string[]): Choose {
  let at = 0;
  return (ready) => {
    for (; at < order.length; at += 1) {
      const client = order[at];
      const authorized = order.indexOf(client ?? '') < at;
      const call = ready.find((one) => one.client === client && (authorized || isAuthorization(one)));
      if (call !== undefined) return call;
    }
    return ready[0];
  };
}

/** Without duplicates. */
function permutations(values: readonly string[]): string[][] {
  if (values.length === 0) return [[]];
  return [...new Set(values)].flatMap((value) => {
    const at = values.indexOf(value);
    return permutations(values.filter((_, index) => index !== at)).map((rest) => [value, ...rest]);
  });
}

export function unexplained({ outcome }: Pick<ScenarioRun, 'outcome'>, orders: readonly string[]): string {
  const responsesOf = ({ responses }: Outcome) => JSON.stringify(responses);
  const differences = (serial: Outcome) => [
    ...outcome.state.filter((fact) => !serial.state.includes(fact)).map((fact) => `    only observed: ${fact}`),
    ...serial.state.filter((fact) => !outcome.state.includes(fact)).map((fact) => `    only serial: ${fact}`),
  ];
  return [
    `No serial order has the outcome ${responsesOf(outcome)}. The outcomes of the serial orders:`,
    ...orders.map((order) => JSON.parse(order)).flatMap((order) => [`  ${responsesOf(order)}`, ...differences(order)]),
  ].join('\n');
}

/** By this name, `replay` makes the run again. */
function nameOf({ initialState, requests }: Scenario, { steps }: ScenarioRun): string {
  return [initialState, ...requests.map(({ name }) => name), steps.map(({ call }) => call.id).join(' ')].join(' | ');
}

export async function replay(
  runner: ScenarioRunner,
  name: string,
): Promise<{ readonly description: string; readonly wrong: readonly string[] }> {
  const parts = name.split(' | ');
  const schedule = parts.at(-1)?.split(' ') ?? [];
  const scenario = { initialState: parts[0] as InitialState, requests: parts.slice(1, -1).map(requestNamed) };
  const run = await runner.run(scenario, (ready, steps) => ready.find(({ id }) => id === schedule[steps.length]));
  if (!run.ended) throw new Error(`The calls are not those of the schedule: ${describeRun(scenario, run, [])}`);
  const { wrong } = await check(run, serialOrders(runner, scenario));
  return { description: describeRun(scenario, run, wrong), wrong };
}

export function describeRun(scenario: Scenario, run: ScenarioRun, wrong: readonly string[]): string {
  const calls = run.steps.map(({ call: { id, command, accesses, madeBy } }) => {
    const keys = accesses.map(({ key, writes }) => `${textOf(key)}${writes ? '!' : ''}`).join(' ');
    return `  ${id} ${command} ${keys} (${madeBy})`;
  });
  return [`REPLAY="${nameOf(scenario, run)}"`, ...calls, ...wrong].join('\n');
}
