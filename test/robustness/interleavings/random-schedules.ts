// Six concurrent requests in schedules by random priorities: the waiting client of the highest priority proceeds, and at a few
// random moments its priority becomes the lowest. A bug that depends on d orderings is found with a probability that has a lower
// bound (Burckhardt, Kothari, Musuvathi, Nagarakatte: A Randomized Scheduler with Probabilistic Guarantees, ASPLOS 2010).
import { pick, randomNumbers, shuffled } from '../support/random.ts';
import { checkOutcome, describeRun } from './interleavings.ts';
import { REQUESTS, type TestRequest } from './requests.ts';
import { type Choose, clientName, type Scenario, type ScenarioRun, type ScenarioRunner } from './scenario-runner.ts';

export interface RandomRuns {
  readonly runs: number;
  /** The seed of the first run; each further run has the next. */
  readonly seed: number;
  /** The outcome of one run in so many is compared with serial orders. @default 1 */
  readonly comparedEvery?: number;
}

export interface RandomCoverage {
  /** Calls to DynamoDB that were scheduled. */
  readonly calls: number;
  /** Requests by the class of their status: `2xx`. */
  readonly responses: Readonly<Record<string, number>>;
  /** Runs that were compared with serial orders. */
  readonly compared: number;
  /** Runs of the system that it took to find these orders. */
  readonly serialRuns: number;
  /** Runs for which the search was given up, each with its seed. */
  readonly inconclusive: readonly string[];
  /** Each with its seed. */
  readonly violations: readonly string[];
}

const CLIENTS = Array.from({ length: 6 }, (_, index) => clientName(index));

/** The requests of a run are about this many resources, so that they conflict. */
const RESOURCES = 2;

/** About the number of calls of a run, and the most changes of priority among them. */
const CALLS = 30;
const MAX_CHANGES = 4;

export async function runRandomSchedules(
  runner: ScenarioRunner,
  { runs, seed, comparedEvery = 1 }: RandomRuns,
): Promise<RandomCoverage> {
  let [calls, compared, serialRuns] = [0, 0, 0];
  const responses: Record<string, number> = {};
  const inconclusive: string[] = [];
  const violations: string[] = [];
  for (let seedOfRun = seed; seedOfRun < seed + runs; seedOfRun += 1) {
    const { scenario, run } = await runSeed(runner, seedOfRun);
    calls += run.steps.length;
    const wrong = [...run.violations];
    for (const [client, { status }] of run.results) {
      const statusClass = `${Math.floor(status / 100)}xx`;
      responses[statusClass] = (responses[statusClass] ?? 0) + 1;
      if (status >= 500) wrong.push(`The client ${client} received ${status}.`);
    }
    if (seedOfRun % comparedEvery === 0) {
      compared += 1;
      const check = await checkOutcome(runner, scenario, run);
      serialRuns += check.runs;
      wrong.push(...check.wrong);
      if (check.verdict === 'inconclusive') inconclusive.push(`SEED=${seedOfRun}`);
    }
    if (wrong.length > 0) violations.push(`SEED=${seedOfRun}: ${describeRun(scenario, run, wrong)}`);
  }
  return { calls, responses, compared, serialRuns, inconclusive, violations };
}

/** The run of a seed, which is always the same. */
export async function runSeed(
  runner: ScenarioRunner,
  seed: number,
): Promise<{ readonly scenario: Scenario; readonly run: ScenarioRun }> {
  const random = randomNumbers(seed);
  const resources = shuffled([...new Set(REQUESTS.map(({ about }) => about))], random).slice(0, RESOURCES);
  const initialState = random() < 0.5 ? 'two Admins' : 'three Admins';
  const isAbout = ({ about }: TestRequest) => resources.includes(about);
  const requests = CLIENTS.map(() => pick(REQUESTS.filter(isAbout), random));
  const scenario: Scenario = { initialState, requests };
  return { scenario, run: await runner.run(scenario, randomPriorities(random)) };
}

function randomPriorities(random: () => number): Choose {
  const priorities = shuffled(CLIENTS, random);
  const count = Math.floor(random() * (MAX_CHANGES + 1));
  const changes = new Set(Array.from({ length: count }, () => Math.floor(random() * CALLS)));
  const first: Choose = (ready) => {
    const client = priorities.find((name) => ready.some((call) => call.client === name));
    return ready.find((call) => call.client === client);
  };
  return (ready, steps, ...others) => {
    const next = first(ready, steps, ...others);
    if (next === undefined || !changes.has(steps.length)) return next;
    priorities.push(...priorities.splice(priorities.indexOf(next.client), 1));
    return first(ready, steps, ...others);
  };
}
