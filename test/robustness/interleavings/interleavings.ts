// Runs scenarios in all schedules. The invariants must hold after each write, and the outcome must be that of some serial order
// of the requests.
import { textOf } from '../support/access-set.ts';
import { explore } from './explorer.ts';
import type { Outcome } from './normalized-outcome.ts';
import { requestNamed } from './requests.ts';
import type { InitialState, Scenario, ScenarioRun, ScenarioRunner } from './scenario-runner.ts';
import { type Explanation, explain } from './serial-order.ts';

export interface Coverage {
  readonly schedules: number;
  /** Runs that were abandoned because the rest of them had been seen in another order. */
  readonly abandoned: number;
  /** A lower bound of the schedules that these represent: all orders of the calls of the longest run of each scenario. */
  readonly represented: number;
  /** All outcomes of the scenarios. */
  readonly outcomes: ReadonlySet<string>;
  /** Each with the name by which its run is replayed. */
  readonly violations: readonly string[];
}

/** @param reduce - Whether one schedule represents all that differ only in the order of independent calls. @default true */
export async function exploreInterleavings(
  runner: ScenarioRunner,
  scenarios: readonly Scenario[],
  { reduce = true }: { readonly reduce?: boolean } = {},
): Promise<Coverage> {
  let [schedules, abandoned, represented] = [0, 0, 0];
  const violations: string[] = [];
  const outcomes = new Set<string>();
  for (const [index, scenario] of scenarios.entries()) {
    const check = outcomeChecker(runner, scenario);
    let most = 0;
    const explored = await explore(
      (choose) => runner.run(scenario, choose),
      async (run) => {
        most = Math.max(most, countOrders(run));
        outcomes.add(`${index} ${JSON.stringify(run.outcome)}`);
        const wrong = await check(run);
        if (wrong.length > 0) violations.push(describeRun(scenario, run, wrong));
      },
      reduce,
    );
    schedules += explored.schedules;
    abandoned += explored.abandoned;
    represented += most;
  }
  return { schedules, abandoned, represented, outcomes, violations };
}

/** Finds what is wrong with the runs of a scenario. It searches a serial order once for each outcome. */
function outcomeChecker(runner: ScenarioRunner, scenario: Scenario): (run: ScenarioRun) => Promise<readonly string[]> {
  const checked = new Map<string, readonly string[]>();
  return async (run) => {
    const outcome = JSON.stringify(run.outcome);
    if (!checked.has(outcome)) {
      const { verdict, wrong } = await checkOutcome(runner, scenario, run);
      checked.set(outcome, verdict === 'inconclusive' ? ['The search for a serial order is inconclusive.'] : wrong);
    }
    return [...run.violations, ...(checked.get(outcome) ?? [])];
  };
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

/** Compares the outcome with those of serial orders. */
export async function checkOutcome(
  runner: ScenarioRunner,
  scenario: Scenario,
  run: ScenarioRun,
): Promise<Explanation & { readonly wrong: readonly string[] }> {
  const explanation = await explain(runner, scenario, run);
  return {
    ...explanation,
    wrong: explanation.verdict === 'unexplained' ? [unexplained(run, explanation.outcomes)] : [],
  };
}

function unexplained({ outcome }: ScenarioRun, orders: Iterable<string>): string {
  const responsesOf = ({ responses }: Outcome) => JSON.stringify(responses);
  const differences = (serial: Outcome) => [
    ...outcome.state.filter((fact) => !serial.state.includes(fact)).map((fact) => `    only observed: ${fact}`),
    ...serial.state.filter((fact) => !outcome.state.includes(fact)).map((fact) => `    only serial: ${fact}`),
  ];
  return [
    `No serial order has the outcome ${responsesOf(outcome)}. The outcomes of the serial orders:`,
    ...[...orders]
      .map((order) => JSON.parse(order))
      .flatMap((order) => [`  ${responsesOf(order)}`, ...differences(order)]),
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
  const wrong = await outcomeChecker(runner, scenario)(run);
  return { description: describeRun(scenario, run, wrong), wrong };
}

export function describeRun(scenario: Scenario, run: ScenarioRun, wrong: readonly string[]): string {
  const calls = run.steps.map(({ call: { id, command, accesses, madeBy } }) => {
    const keys = accesses.map(({ key, writes }) => `${textOf(key)}${writes ? '!' : ''}`).join(' ');
    return `  ${id} ${command} ${keys} (${madeBy})`;
  });
  return [`REPLAY="${nameOf(scenario, run)}"`, ...calls, ...wrong].join('\n');
}
