// Runs every operation repeatedly, each time with another fault at another of its calls to DynamoDB. The response must be true,
// and the same request sent again must have the intended effect once.
import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { LONGEST_CALL_MS } from '../../../shared/storage/dynamodb/document-client.ts';
import type { ApiResponse } from '../../support/api-response.ts';
import { AUTHORIZER } from '../support/bundle.ts';
import { type Limiter, limiter } from '../support/limiter.ts';
import type { SystemUnderTest } from '../support/system-under-test.ts';
import { type FaultInjection, injectFaults } from './fault-injection.ts';
import { type Call, type FaultScenario, faultScenariosFor, NO_FAULT, TRANSACTION, writes } from './fault-scenarios.ts';
import { useLogicalClock } from './logical-clock.ts';
import { masked, type ObservedState, observe } from './observed-state.ts';
import {
  createFaultFixtures,
  type FaultFixtures,
  type Operation,
  type OperationTest,
  setupFor,
} from './operation-test.ts';
import { OPERATIONS } from './operation-tests.ts';

export interface Selection {
  /** Ids of operations. @default all */
  readonly operations?: readonly string[];
  /** Names of fault scenarios. @default all */
  readonly faultScenarios?: readonly string[];
  /** The share of the fault scenarios of a call that is drawn by the seed. @default all */
  readonly draw?: { readonly ofReads: number; readonly ofWrites: number; readonly seed: number };
}

export interface Sweep {
  readonly cases: readonly Case[];
  /** The number of calls of all operations without a fault. */
  readonly calls: number;
  readonly violations: readonly string[];
}

/** One fault scenario at one call of one operation. */
interface Case {
  readonly operation: string;
  /** The number of the call in its request, from 1. */
  readonly call: number;
  readonly faultScenario: string;
  /** `200`, the code of an error, or `gateway 500` for a response of API Gateway. */
  readonly code: string;
}

/** Enough to retry a cancelled transaction for half a second of the logical clock. */
export const FUNCTION_TIMEOUT_MS = LONGEST_CALL_MS + 500;

/** @param system - With a short function timeout, because operations retry a transaction that is always cancelled until then. */
export async function sweepFaults(system: SystemUnderTest, selection: Selection = {}): Promise<Sweep> {
  const { operations } = selection;
  useLogicalClock(system);
  const fixtures = await createFaultFixtures(system);
  const injection = await injectFaults(system);
  const lanes = Object.entries(OPERATIONS)
    .filter(([id]) => operations?.includes(id) ?? true)
    .flatMap(([id, variants]) =>
      Object.entries(variants).map(([variant, operation], index): Lane => {
        const name = `${id.replace(/.*\//, '').replaceAll('-', ' ')} ${'abcdef'.charAt(index)}`;
        return { system, fixtures, injection, id: variant === '' ? id : `${id} ${variant}`, name, operation };
      }),
    );
  const concurrently = limiter(CONCURRENCY);
  const swept = await Promise.all(lanes.map((lane) => sweepLane(lane, concurrently, selection)));
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

/** Most of the concurrent runs wait for a response that does not come. */
const CONCURRENCY = 24;

/** The runs of one variant of an operation. */
interface Lane {
  readonly system: SystemUnderTest;
  readonly fixtures: FaultFixtures;
  readonly injection: FaultInjection;
  readonly id: string;
  /** The prefix of the names of its runs. */
  readonly name: string;
  readonly operation: Operation;
}

interface Outcome extends Case {
  readonly violations: readonly string[];
}

/** The workspace has one resource of the kind that these operations change, so their runs are sequential. */
const SEQUENTIAL = new Set(['policy/update-policy', 'me/get-me by a signature']);

async function sweepLane(
  lane: Lane,
  concurrently: Limiter,
  selection: Selection,
): Promise<{ readonly calls: number; readonly outcomes: readonly Outcome[] }> {
  const reference = await concurrently(() => runOnce(lane, 0, 0, NO_FAULT));
  const cases = reference.calls.flatMap((call, index) =>
    select(call, `${lane.id} ${index}`, selection).map((faultScenario) => ({ call, index, faultScenario })),
  );
  const limit = SEQUENTIAL.has(lane.id) ? limiter(1) : concurrently;
  const outcomes = await Promise.all(
    cases.map(({ call, index, faultScenario }, n) =>
      limit(async () => {
        const run = await runOnce(lane, n + 1, index, faultScenario);
        const wrong = [
          ...(await checkResponse(reference, run, faultScenario, call)),
          ...(await checkRepetition(reference, run)),
        ];
        const where = `${lane.id}, call ${index + 1} (${call.command} of ${call.by}) ${faultScenario.name}`;
        return {
          operation: lane.id,
          call: index + 1,
          faultScenario: faultScenario.name,
          code: codeOf(run.response),
          violations: wrong.map((sentence) => `${where}: ${sentence}`),
        };
      }),
    ),
  );
  return { calls: reference.calls.length, outcomes };
}

/** The fault scenarios of the call, which are the same for the same seed. */
function select(call: Call, place: string, { faultScenarios, draw }: Selection): FaultScenario[] {
  const all = faultScenariosFor(call).filter(({ name }) => faultScenarios?.includes(name) ?? true);
  if (draw === undefined) return all;
  const lot = (name: string) => createHash('sha256').update(`${draw.seed} ${place} ${name}`).digest('hex');
  const share = writes(call) ? draw.ofWrites : draw.ofReads;
  return all.sort((a, b) => lot(a.name).localeCompare(lot(b.name))).slice(0, Math.ceil(all.length * share));
}

interface Run {
  readonly test: OperationTest;
  readonly calls: readonly Call[];
  readonly response: ApiResponse;
  readonly before: readonly ObservedState[];
  readonly after: readonly ObservedState[];
  readonly observeAgain: () => Promise<readonly ObservedState[]>;
}

async function runOnce(
  { system, fixtures, injection, name: lane, operation }: Lane,
  n: number,
  index: number,
  faultScenario: FaultScenario,
): Promise<Run> {
  const name = `${lane} ${n}`;
  const test = await operation(setupFor(system, name, fixtures), name);
  const observeAgain = () => Promise.all((test.about ?? []).map((about) => observe(system, about)));
  const before = await observeAgain();
  const { calls, result: response } = await injection.during(name, index, faultScenario, test.send);
  return { test, calls, response, before, after: await observeAgain(), observeAgain };
}

/** Compares the response with the change in the table. @returns what is wrong */
async function checkResponse(
  reference: Run,
  { test, response, before, after }: Run,
  faultScenario: FaultScenario,
  call: Call,
): Promise<string[]> {
  const code = codeOf(response);
  const change = changeOf(reference, before, after);
  const wrong: string[] = [];
  const expect = (holds: boolean, otherwise: string) => holds || wrong.push(`${code}, ${otherwise}`);
  if (succeeded(reference, response)) {
    expect(change === changeOf(reference, reference.before, reference.after), `but the change is ${change}`);
    expect(describe(response) === describe(reference.response), `but the response is ${describe(response)}`);
    return [...wrong, ...((await test.flaws?.(response)) ?? [])];
  }
  expect(faultScenario.lasting, 'although the call works when it is repeated');
  if (code === 'outcome_unknown') {
    const unknown = call.command === TRANSACTION && !faultScenario.rejected;
    expect(unknown || change !== 'not made', 'although nothing can have been written');
  } else if (code !== 'gateway 500' || faultScenario.crash === undefined || call.by === AUTHORIZER) {
    expect(change === 'not made', `but the change is ${change}`);
    expect(codesWithoutChange(faultScenario, call).includes(code), 'which is a wrong code');
  }
  return wrong;
}

/** The codes that say that nothing was changed. A failed authorizer has the one response of API Gateway. */
function codesWithoutChange({ name, crash }: FaultScenario, { by }: Call): readonly string[] {
  if (by === AUTHORIZER || crash) return ['gateway 500'];
  return name.startsWith('invalid') ? ['internal_error'] : ['storage_unavailable', 'busy'];
}

/** Sends a failed request again: the intended change must have been made once. @returns what is wrong */
async function checkRepetition(reference: Run, run: Run): Promise<string[]> {
  const { test, response, before, after, observeAgain } = run;
  if (succeeded(reference, response)) return [];
  const made = changeOf(reference, before, after) === 'made';
  const again = await test.send();
  const end = await observeAgain();
  const wrong = end.flatMap(({ disagreements }) => disagreements);
  const expected = { ...expectedOf(reference), ...(made && test.makesMore && { added: [test.makesMore] }) };
  const change = compare(expected, made && test.makesMore ? after : before, end);
  if (change !== changeOf(reference, reference.before, reference.after)) {
    wrong.push(`after the repetition, the change is ${change}`);
  }
  if (succeeded(reference, again)) return [...wrong, ...((await test.flaws?.(again)) ?? [])];
  if (made && codeOf(again) === test.doneAlready) return [...wrong, ...((await test.recover?.()) ?? [])];
  return [...wrong, `the repetition is rejected: ${describe(again)}`];
}

function succeeded(reference: Run, { status }: ApiResponse): boolean {
  return status === reference.response.status;
}

/** The audit actions that a change adds for each resource, and the states of the resources after it. */
interface ExpectedChange {
  readonly added: readonly (readonly string[])[];
  readonly states: readonly string[];
}

function expectedOf({ before, after }: Run): ExpectedChange {
  return { added: addedActions(before, after), states: after.map(({ state }) => state) };
}

function addedActions(before: readonly ObservedState[], after: readonly ObservedState[]): readonly string[][] {
  return after.map(({ actions }, index) => actions.slice(before[index]?.actions.length));
}

/** The change between two observations, compared with that of the reference. */
function changeOf(reference: Run, before: readonly ObservedState[], after: readonly ObservedState[]): string {
  return compare(expectedOf(reference), before, after);
}

function compare(expected: ExpectedChange, before: readonly ObservedState[], after: readonly ObservedState[]): string {
  const added = addedActions(before, after);
  const [earlier, later] = [before, after].map((observed) => observed.map(({ state }) => state));
  if (added.flat().length === 0 && isDeepStrictEqual(later, earlier)) return 'not made';
  if (isDeepStrictEqual({ added, states: later }, expected)) return 'made';
  return `made in part or too often: ${JSON.stringify(added)}, state ${later}, expected ${expected.states}`;
}

function codeOf({ status, body }: ApiResponse): string {
  if (body?.code) return body.code;
  return status >= 400 ? `gateway ${status}` : String(status);
}

function describe({ status, body }: ApiResponse): string {
  return `${status} ${masked(body)}`;
}
