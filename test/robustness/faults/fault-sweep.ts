// Every operation, again and again: each time another of its calls to DynamoDB meets another fault. What the client is told
// must be true, and its repetition must lead to where it wanted to go.
import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Answer as HttpResponse } from '../../support/http-client.ts';
import { type FaultInjection, injectFaults } from './fault-injection.ts';
import { type Call, NO_FAULT, type FaultScenario, faultScenariosFor, TRANSACTION, writes } from './fault-scenarios.ts';
import { look, masked, type ObservedState } from './observed-state.ts';
import type { SystemUnderTest } from '../support/system-under-test.ts';
import { type Fixtures, makeFixtures, type Operation, setupFor, type OperationTest } from './operation-test.ts';
import { OPERATIONS } from './operation-tests.ts';

export interface Selection {
  /** Ids of operations. @default all */
  readonly operations?: readonly string[];
  /** Names of faultScenarios. @default all */
  readonly faultScenarios?: readonly string[];
  /** Of the faultScenarios of a call, the share that it meets, drawn by the seed. @default all */
  readonly draw?: { readonly ofReads: number; readonly ofWrites: number; readonly seed: number };
}

export interface Sweep {
  readonly cases: readonly Case[];
  /** Of all operations, when nothing goes wrong. */
  readonly calls: number;
  /** A sentence for each thing that was wrong. */
  readonly violations: readonly string[];
}

/** One call of one operation that met one faultScenario. */
interface Case {
  readonly operation: string;
  /** Its place among the calls of the request, from 1. */
  readonly call: number;
  readonly faultScenario: string;
  /** `200`, or the code of the refusal, or `gateway 500` for an response that is not ours. */
  readonly told: string;
}

/** What is enough for a transaction that is cancelled to be written again for a second and a half. */
export const TIME_TO_ANSWER_MS = 8500;

/** @param system - With little time to response: what is tried again until its end takes as long. */
export async function sweepFaults(system: SystemUnderTest, selection: Selection = {}): Promise<Sweep> {
  const { operations } = selection;
  const fixtures = await makeFixtures(system);
  const injection = await injectFaults(system);
  const scene = { system, fixtures, injection };
  const lanes = Object.entries(OPERATIONS)
    .filter(([id]) => operations?.includes(id) ?? true)
    .flatMap(([id, variants]) =>
      Object.entries(variants).map(([variant, operation], index): Lane => {
        const name = `${id.replace(/.*\//, '').replaceAll('-', ' ')} ${'abc'.charAt(index)}`;
        return { ...scene, id: variant === '' ? id : `${id} ${variant}`, name, operation };
      }),
    );
  const atOnce = limiter(AT_ONCE);
  const swept = await Promise.all(lanes.map((lane) => sweepLane(lane, atOnce, selection)));
  const outcomes = swept.flatMap((lane) => lane.outcomes);
  await injection.stop();
  return {
    cases: outcomes.map(({ violations: _, ...one }) => one),
    calls: swept.reduce((sum, lane) => sum + lane.calls, 0),
    violations: [
      ...outcomes.flatMap(({ violations }) => violations),
      ...(await system.violations()),
      ...system.workAfterResponse(),
    ],
  };
}

/** Trials that run at once: most of them wait for an response that does not come. */
const AT_ONCE = 24;

type Limiter = <T>(act: () => Promise<T>) => Promise<T>;

/** Runs no more acts at once. */
function limiter(limit: number): Limiter {
  const waiting: (() => void)[] = [];
  let free = limit;
  return async (act) => {
    if (free === 0) await new Promise<void>((mayRun) => waiting.push(mayRun));
    else free -= 1;
    try {
      return await act();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    }
  };
}

/** The trials of one operation. */
interface Lane {
  readonly system: SystemUnderTest;
  readonly fixtures: Fixtures;
  readonly injection: FaultInjection;
  readonly id: string;
  /** The names of its trials begin with it. */
  readonly name: string;
  readonly operation: Operation;
}

interface Outcome extends Case {
  readonly violations: readonly string[];
}

/** These change what there is but one of. */
const ONE_AFTER_THE_OTHER = new Set(['policy/update-policy', 'me/get-me by a signature']);

async function sweepLane(
  lane: Lane,
  atOnce: Limiter,
  selection: Selection,
): Promise<{ readonly calls: number; readonly outcomes: readonly Outcome[] }> {
  const smooth = await atOnce(() => run(lane, 0, 0, NO_FAULT));
  const cases = smooth.calls.flatMap((call, index) =>
    chosen(call, `${lane.id} ${index}`, selection).map((faultScenario) => ({ call, index, faultScenario })),
  );
  const inTurn = ONE_AFTER_THE_OTHER.has(lane.id) ? limiter(1) : atOnce;
  const outcomes = await Promise.all(
    cases.map(({ call, index, faultScenario }, n) =>
      inTurn(async () => {
        const met = await run(lane, n + 1, index, faultScenario);
        const wrong = [...(await judged(smooth, met, faultScenario, call)), ...(await converged(smooth, met))];
        const where = `${lane.id}, call ${index + 1} (${call.command} of ${call.by}) ${faultScenario.name}`;
        return {
          operation: lane.id,
          call: index + 1,
          faultScenario: faultScenario.name,
          told: toldBy(met.response),
          violations: wrong.map((sentence) => `${where}: ${sentence}`),
        };
      }),
    ),
  );
  return { calls: smooth.calls.length, outcomes };
}

/** What the call meets: the same for the same seed. */
function chosen(call: Call, place: string, { faultScenarios, draw }: Selection): FaultScenario[] {
  const all = faultScenariosFor(call).filter(({ name }) => faultScenarios?.includes(name) ?? true);
  if (draw === undefined) return all;
  const lot = (name: string) => createHash('sha256').update(`${draw.seed} ${place} ${name}`).digest('hex');
  const share = writes(call) ? draw.ofWrites : draw.ofReads;
  return all.sort((a, b) => lot(a.name).localeCompare(lot(b.name))).slice(0, Math.ceil(all.length * share));
}

/** How a operationTest went. */
interface Run {
  readonly operationTest: OperationTest;
  readonly calls: readonly Call[];
  readonly response: HttpResponse;
  readonly before: readonly ObservedState[];
  readonly after: readonly ObservedState[];
  readonly lookAgain: () => Promise<readonly ObservedState[]>;
}

async function run(
  { system, fixtures, injection, name: lane, operation }: Lane,
  n: number,
  index: number,
  faultScenario: FaultScenario,
): Promise<Run> {
  const name = `${lane} ${n}`;
  const operationTest = await operation(setupFor(system, name, fixtures), name);
  const lookAgain = () => Promise.all((operationTest.about ?? []).map((about) => look(system, about)));
  const before = await lookAgain();
  const { calls, result: response } = await injection.during(name, index, faultScenario, operationTest.send);
  return { operationTest, calls, response, before, after: await lookAgain(), lookAgain };
}

const AUTHORIZER = 'authorizer/authorize-bearer';

/** What is wrong with what the client was told, beside what became of the table. */
async function judged(smooth: Run, met: Run, faultScenario: FaultScenario, call: Call): Promise<string[]> {
  const told = toldBy(met.response);
  const change = becameOf(smooth, met.before, met.after);
  const wrong: string[] = [];
  const expect = (holds: boolean, otherwise: string) => holds || wrong.push(`told ${told}, ${otherwise}`);
  if (succeeded(smooth, met.response)) {
    expect(change === becameOf(smooth, smooth.before, smooth.after), `and the change was ${change}`);
    expect(looks(met.response) === looks(smooth.response), `in other words: ${looks(met.response)}`);
    return [...wrong, ...((await met.operationTest.flaws?.(met.response)) ?? [])];
  }
  expect(faultScenario.lasting, 'although the call works when it is repeated');
  if (told === 'outcome_unknown') {
    const doubtful = call.command === TRANSACTION && !faultScenario.refused;
    expect(doubtful || change !== 'not made', 'although nothing can have been written');
  } else if (told !== 'gateway 500' || faultScenario.crash === undefined || call.by === AUTHORIZER) {
    expect(change === 'not made', `and the change was ${change}`);
    expect(truths(faultScenario, call).includes(told), 'which is no word for it');
  }
  return wrong;
}

/** What says that nothing was changed. An response of the gateway says nothing; the authorizer has no other. */
function truths({ name, crash }: FaultScenario, { by }: Call): readonly string[] {
  if (by === AUTHORIZER || crash) return ['gateway 500'];
  return name.startsWith('invalid') ? ['internal_error'] : ['storage_unavailable', 'busy'];
}

/** What is wrong when the client repeats a request that failed: there must be what it wanted, and only that. */
async function converged(smooth: Run, { operationTest, response, before, after, lookAgain }: Run): Promise<string[]> {
  if (succeeded(smooth, response)) return [];
  const made = becameOf(smooth, before, after) === 'made';
  const again = await operationTest.send();
  const end = await lookAgain();
  const wrong = end.flatMap(({ disagreements }) => disagreements);
  const wanted = { ...wantedOf(smooth), ...(made && operationTest.makesMore && { growth: [operationTest.makesMore] }) };
  const change = compared(wanted, made && operationTest.makesMore ? after : before, end);
  if (change !== becameOf(smooth, smooth.before, smooth.after))
    wrong.push(`after the repetition the change is ${change}`);
  if (succeeded(smooth, again)) return [...wrong, ...((await operationTest.flaws?.(again)) ?? [])];
  if (made && toldBy(again) === operationTest.doneAlready) return [...wrong, ...((await operationTest.recover?.()) ?? [])];
  return [...wrong, `the repetition is refused: ${looks(again)}`];
}

function succeeded(smooth: Run, { status }: HttpResponse): boolean {
  return status === smooth.response.status;
}

/** What a change adds to the log about each thing, and what the things are then. */
interface Wanted {
  readonly growth: readonly (readonly string[])[];
  readonly states: readonly string[];
}

function wantedOf({ before, after }: Run): Wanted {
  return { growth: growthOf(before, after), states: after.map(({ state }) => state) };
}

function growthOf(before: readonly ObservedState[], after: readonly ObservedState[]): readonly string[][] {
  return after.map(({ actions }, index) => actions.slice(before[index]?.actions.length));
}

/** What became of a change, against how it is made when all goes well. */
function becameOf(smooth: Run, before: readonly ObservedState[], after: readonly ObservedState[]): string {
  return compared(wantedOf(smooth), before, after);
}

function compared(wanted: Wanted, before: readonly ObservedState[], after: readonly ObservedState[]): string {
  const growth = growthOf(before, after);
  const [was, is] = [before, after].map((states) => states.map(({ state }) => state));
  if (growth.flat().length === 0 && isDeepStrictEqual(is, was)) return 'not made';
  if (isDeepStrictEqual({ growth, states: is }, wanted)) return 'made';
  return `made in part or too often: ${JSON.stringify(growth)}, now ${is}, not ${wanted.states}`;
}

function toldBy({ status, body }: HttpResponse): string {
  if (body?.code) return body.code;
  return status >= 400 ? `gateway ${status}` : String(status);
}

function looks({ status, body }: HttpResponse): string {
  return `${status} ${masked(body)}`;
}
