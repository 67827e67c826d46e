// Searches for a serial order of the requests that explains a concurrent run, as linearizability checkers do (Wing and Gong,
// 1993; memoized as by Lowe, 2017). Each request has two atomic phases: it is authorized at one moment, and it takes effect at
// a later one. The search runs the system itself, phase by phase, and never repeats a state: a set of completed phases, what
// the authorizer returned to the requests between their phases, and the normalized state of the table. Sleep sets leave out the
// orders that differ only in the order of phases that access no item in common.
import { createHash } from 'node:crypto';
import { sequencesKey } from '../../../shared/storage/keys.ts';
import { type Access, conflict } from '../support/access-set.ts';
import type { Outcome } from './normalized-outcome.ts';
import { clientName, type Scenario, type ScenarioRun, type ScenarioRunner } from './scenario-runner.ts';
import type { Call, Step } from './scheduler.ts';

export interface Explanation {
  /** `inconclusive` when the search was given up before it had tried every order. */
  readonly verdict: 'explained' | 'unexplained' | 'inconclusive';
  /** How often the system was run. */
  readonly runs: number;
  /** The outcomes of the complete orders that were tried, as JSON. */
  readonly outcomes: ReadonlySet<string>;
}

/** Enough for every scenario of six requests that was met so far, several times over. */
const MAX_RUNS = 1000;

/**
 * Tries the orders that the times of the calls allow first. All requests of a scenario are sent at the same time, and a
 * request may be rejected because of a name or a policy that it read earlier than it was decided, so every other order is tried
 * before the run counts as unexplained.
 */
export async function explain(
  runner: ScenarioRunner,
  scenario: Scenario,
  observed: ScenarioRun,
  maxRuns = MAX_RUNS,
): Promise<Explanation> {
  const outcomes = new Set<string>();
  const intervals = intervalsOf(scenario, observed.steps);
  const unconstrained = intervals.map((interval) => ({ ...interval, from: Number.NEGATIVE_INFINITY }));
  let runs = 0;
  for (const allowed of [intervals, unconstrained]) {
    const search = await searchOrders(runner, scenario, { observed, intervals: allowed, maxRuns: maxRuns - runs });
    runs += search.runs;
    for (const outcome of search.outcomes) outcomes.add(outcome);
    if (search.verdict !== 'unexplained') return { ...search, runs, outcomes };
  }
  return { verdict: 'unexplained', runs, outcomes };
}

function isAuthorization({ madeBy }: Call): boolean {
  return madeBy.startsWith('authorizer/');
}

/** One of the two phases of a request, and the steps of the observed run between which it took place. */
interface Interval {
  readonly client: string;
  readonly authorizes: boolean;
  readonly from: number;
  readonly to: number;
  /** The step that most likely decided the phase. */
  readonly decidedAt: number;
}

function intervalsOf({ requests }: Scenario, steps: readonly Step[]): Interval[] {
  return requests.flatMap((_, index) =>
    [true, false].map((authorizes) => {
      const client = clientName(index);
      const own = [...steps.entries()].filter(
        ([, { call }]) => call.client === client && isAuthorization(call) === authorizes,
      );
      // The use of a token and the ids that are given decide nothing; names of teams are read for the response.
      const written = own.findLast(([, { call, done }]) => done && call.command === 'TransactWriteItems');
      const decided = own.findLast(([, { call }]) => !['UpdateItem', 'BatchGetItem'].includes(call.command));
      const [from, to] = [own[0]?.[0] ?? Number.NEGATIVE_INFINITY, own.at(-1)?.[0] ?? Number.POSITIVE_INFINITY];
      return { client, authorizes, from, to, decidedAt: (written ?? decided)?.[0] ?? to };
    }),
  );
}

interface Selection {
  readonly observed: ScenarioRun;
  readonly intervals: readonly Interval[];
  readonly maxRuns: number;
}

/** A state between two phases. */
interface Choice {
  /** The phases to try next. */
  readonly phases: readonly Interval[];
  tried: number;
  /** The phases that were tried, with the items that they accessed. */
  readonly done: Map<Interval, readonly Access[]>;
  /** The phases whose orders from here on are equivalent to orders that were tried before (sleep set), likewise. */
  readonly sleeping: ReadonlyMap<Interval, readonly Access[]>;
}

async function searchOrders(
  runner: ScenarioRunner,
  scenario: Scenario,
  { observed, intervals, maxRuns }: Selection,
): Promise<Explanation> {
  const wanted = JSON.stringify(observed.outcome);
  const outcomes = new Set<string>();
  const path: Choice[] = [];
  /** The phases that were sleeping in each state that was visited (Godefroid, 1996). */
  const visited = new Map<string, ReadonlySet<Interval>>();

  function open(phases: readonly Interval[], state: string, sleeping: Choice['sleeping']): Choice | undefined {
    const before = visited.get(state);
    visited.set(state, new Set([...sleeping.keys()].filter((phase) => before?.has(phase) ?? true)));
    const left = phases.filter((phase) => !sleeping.has(phase) && (before?.has(phase) ?? true));
    return left.length === 0 ? undefined : { phases: left, tried: 0, done: new Map(), sleeping };
  }

  for (let runs = 1; runs <= maxRuns; runs += 1) {
    let depth = 0;
    let [current, begunAt]: [Interval | undefined, number] = [undefined, 0];
    const run = await runner.run(scenario, (ready, steps, results, outcomeSoFar) => {
      const next = current && callOf(current, ready);
      if (next) return next;
      const before = path[depth - 1];
      const accesses = steps.slice(begunAt).flatMap(({ call }) => call.accesses.filter(matters));
      if (before && current) before.done.set(current, accesses);
      let choice = path[depth];
      if (choice === undefined) {
        const outcome = outcomeSoFar();
        if (!leadsTo(observed.outcome, outcome)) return undefined;
        const phases = nextPhases(intervals, ready, results);
        const tried = before ? [...before.sleeping, ...before.done] : [];
        const sleeping = new Map(tried.filter(([phase, own]) => phase !== current && !conflict(own, accesses)));
        choice = open(phases, stateKey(runner, ready, outcome), sleeping);
        if (choice === undefined) return undefined;
        path.push(choice);
      }
      [current, begunAt] = [choice.phases[choice.tried], steps.length];
      depth += 1;
      return current && callOf(current, ready);
    });
    if (run.ended) {
      const outcome = JSON.stringify(run.outcome);
      outcomes.add(outcome);
      if (outcome === wanted) return { verdict: 'explained', runs, outcomes };
    }
    for (let last = path.at(-1); last !== undefined; last = path.at(-1)) {
      last.tried += 1;
      if (last.tried < last.phases.length) break;
      path.pop();
    }
    if (path.length === 0) return { verdict: 'unexplained', runs, outcomes };
  }
  return { verdict: 'inconclusive', runs: maxRuns, outcomes };
}

/** The order in which ids are given changes no normalized outcome. */
function matters({ key }: Access): boolean {
  return key.pk !== sequencesKey.pk;
}

/** The next call of the phase; undefined when the phase is complete. */
function callOf({ client, authorizes }: Interval, ready: readonly Call[]): Call | undefined {
  return ready.find((call) => call.client === client && isAuthorization(call) === authorizes);
}

/** The phases that can come next and must not come after another one, in the order of the observed run. */
function nextPhases(
  intervals: readonly Interval[],
  ready: readonly Call[],
  results: ReadonlyMap<string, unknown>,
): Interval[] {
  const authorized = new Set(ready.filter((call) => !isAuthorization(call)).map(({ client }) => client));
  const pending = intervals.filter(
    ({ client, authorizes }) => !results.has(client) && !(authorizes && authorized.has(client)),
  );
  const earliestEnd = Math.min(...pending.map(({ to }) => to));
  return pending
    .filter((phase) => callOf(phase, ready) && phase.from <= earliestEnd)
    .sort((one, other) => one.decidedAt - other.decidedAt);
}

function stateKey(runner: ScenarioRunner, ready: readonly Call[], { responses, state }: Outcome): string {
  const pending = ready.map((call) => [
    call.client,
    isAuthorization(call) ? 'not authorized' : runner.authorizationOf(call.client),
  ]);
  const key = JSON.stringify([Object.keys(responses), pending.sort(), state]);
  return createHash('sha256').update(key).digest('base64');
}

/** Whether the observed outcome can follow: a response and an audit entry are final. */
function leadsTo(observed: Outcome, { responses, state }: Outcome): boolean {
  const missing = new Map<string, number>();
  for (const fact of observed.state) missing.set(fact, (missing.get(fact) ?? 0) + 1);
  for (const fact of state) missing.set(fact, (missing.get(fact) ?? 0) - 1);
  return (
    Object.entries(responses).every(
      ([client, response]) => JSON.stringify(response) === JSON.stringify(observed.responses[client]),
    ) && ![...missing].some(([fact, count]) => count < 0 && fact.startsWith('{"entry"'))
  );
}
