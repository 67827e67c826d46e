// Every operation, again and again: each time another of its calls to DynamoDB meets another fault. What the client is told
// must be true, and its repetition must lead to where it wanted to go.
import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Answer } from '../../support/http-client.ts';
import { type FaultInjection, injectFaults } from './fault-injection.ts';
import { type Call, NO_ORDEAL, type Ordeal, ordealsOf, TRANSACTION, writes } from './fault-scenarios.ts';
import { look, masked, type Sight } from './observed-state.ts';
import type { Subject } from '../support/system-under-test.ts';
import { type Fixtures, makeFixtures, type Operation, stageOf, type Trial } from './operation-test.ts';
import { OPERATIONS } from './operation-tests.ts';

export interface Selection {
  /** Ids of operations. @default all */
  readonly operations?: readonly string[];
  /** Names of ordeals. @default all */
  readonly ordeals?: readonly string[];
  /** Of the ordeals of a call, the share that it meets, drawn by the seed. @default all */
  readonly draw?: { readonly ofReads: number; readonly ofWrites: number; readonly seed: number };
}

export interface Sweep {
  readonly cases: readonly Case[];
  /** Of all operations, when nothing goes wrong. */
  readonly calls: number;
  /** A sentence for each thing that was wrong. */
  readonly violations: readonly string[];
}

/** One call of one operation that met one ordeal. */
interface Case {
  readonly operation: string;
  /** Its place among the calls of the request, from 1. */
  readonly call: number;
  readonly ordeal: string;
  /** `200`, or the code of the refusal, or `gateway 500` for an answer that is not ours. */
  readonly told: string;
}

/** What is enough for a transaction that is cancelled to be written again for a second and a half. */
export const TIME_TO_ANSWER_MS = 8500;

/** @param subject - With little time to answer: what is tried again until its end takes as long. */
export async function sweepFaults(subject: Subject, selection: Selection = {}): Promise<Sweep> {
  const { operations } = selection;
  const fixtures = await makeFixtures(subject);
  const injection = await injectFaults(subject);
  const scene = { subject, fixtures, injection };
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
      ...(await subject.violations()),
      ...subject.afterAnswer(),
    ],
  };
}

/** Trials that run at once: most of them wait for an answer that does not come. */
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
  readonly subject: Subject;
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
  const smooth = await atOnce(() => run(lane, 0, 0, NO_ORDEAL));
  const cases = smooth.calls.flatMap((call, index) =>
    chosen(call, `${lane.id} ${index}`, selection).map((ordeal) => ({ call, index, ordeal })),
  );
  const inTurn = ONE_AFTER_THE_OTHER.has(lane.id) ? limiter(1) : atOnce;
  const outcomes = await Promise.all(
    cases.map(({ call, index, ordeal }, n) =>
      inTurn(async () => {
        const met = await run(lane, n + 1, index, ordeal);
        const wrong = [...(await judged(smooth, met, ordeal, call)), ...(await converged(smooth, met))];
        const where = `${lane.id}, call ${index + 1} (${call.command} of ${call.by}) ${ordeal.name}`;
        return {
          operation: lane.id,
          call: index + 1,
          ordeal: ordeal.name,
          told: toldBy(met.answer),
          violations: wrong.map((sentence) => `${where}: ${sentence}`),
        };
      }),
    ),
  );
  return { calls: smooth.calls.length, outcomes };
}

/** What the call meets: the same for the same seed. */
function chosen(call: Call, place: string, { ordeals, draw }: Selection): Ordeal[] {
  const all = ordealsOf(call).filter(({ name }) => ordeals?.includes(name) ?? true);
  if (draw === undefined) return all;
  const lot = (name: string) => createHash('sha256').update(`${draw.seed} ${place} ${name}`).digest('hex');
  const share = writes(call) ? draw.ofWrites : draw.ofReads;
  return all.sort((a, b) => lot(a.name).localeCompare(lot(b.name))).slice(0, Math.ceil(all.length * share));
}

/** How a trial went. */
interface Run {
  readonly trial: Trial;
  readonly calls: readonly Call[];
  readonly answer: Answer;
  readonly before: readonly Sight[];
  readonly after: readonly Sight[];
  readonly lookAgain: () => Promise<readonly Sight[]>;
}

async function run(
  { subject, fixtures, injection, name: lane, operation }: Lane,
  n: number,
  index: number,
  ordeal: Ordeal,
): Promise<Run> {
  const name = `${lane} ${n}`;
  const trial = await operation(stageOf(subject, name, fixtures), name);
  const lookAgain = () => Promise.all((trial.about ?? []).map((about) => look(subject, about)));
  const before = await lookAgain();
  const { calls, result: answer } = await injection.during(name, index, ordeal, trial.send);
  return { trial, calls, answer, before, after: await lookAgain(), lookAgain };
}

const AUTHORIZER = 'authorizer/authorize-bearer';

/** What is wrong with what the client was told, beside what became of the table. */
async function judged(smooth: Run, met: Run, ordeal: Ordeal, call: Call): Promise<string[]> {
  const told = toldBy(met.answer);
  const change = becameOf(smooth, met.before, met.after);
  const wrong: string[] = [];
  const expect = (holds: boolean, otherwise: string) => holds || wrong.push(`told ${told}, ${otherwise}`);
  if (succeeded(smooth, met.answer)) {
    expect(change === becameOf(smooth, smooth.before, smooth.after), `and the change was ${change}`);
    expect(looks(met.answer) === looks(smooth.answer), `in other words: ${looks(met.answer)}`);
    return [...wrong, ...((await met.trial.flaws?.(met.answer)) ?? [])];
  }
  expect(ordeal.lasting, 'although the call works when it is repeated');
  if (told === 'outcome_unknown') {
    const doubtful = call.command === TRANSACTION && !ordeal.refused;
    expect(doubtful || change !== 'not made', 'although nothing can have been written');
  } else if (told !== 'gateway 500' || ordeal.crash === undefined || call.by === AUTHORIZER) {
    expect(change === 'not made', `and the change was ${change}`);
    expect(truths(ordeal, call).includes(told), 'which is no word for it');
  }
  return wrong;
}

/** What says that nothing was changed. An answer of the gateway says nothing; the authorizer has no other. */
function truths({ name, crash }: Ordeal, { by }: Call): readonly string[] {
  if (by === AUTHORIZER || crash) return ['gateway 500'];
  return name.startsWith('invalid') ? ['internal_error'] : ['storage_unavailable', 'busy'];
}

/** What is wrong when the client repeats a request that failed: there must be what it wanted, and only that. */
async function converged(smooth: Run, { trial, answer, before, after, lookAgain }: Run): Promise<string[]> {
  if (succeeded(smooth, answer)) return [];
  const made = becameOf(smooth, before, after) === 'made';
  const again = await trial.send();
  const end = await lookAgain();
  const wrong = end.flatMap(({ disagreements }) => disagreements);
  const wanted = { ...wantedOf(smooth), ...(made && trial.makesMore && { growth: [trial.makesMore] }) };
  const change = compared(wanted, made && trial.makesMore ? after : before, end);
  if (change !== becameOf(smooth, smooth.before, smooth.after))
    wrong.push(`after the repetition the change is ${change}`);
  if (succeeded(smooth, again)) return [...wrong, ...((await trial.flaws?.(again)) ?? [])];
  if (made && toldBy(again) === trial.doneAlready) return [...wrong, ...((await trial.recover?.()) ?? [])];
  return [...wrong, `the repetition is refused: ${looks(again)}`];
}

function succeeded(smooth: Run, { status }: Answer): boolean {
  return status === smooth.answer.status;
}

/** What a change adds to the log about each thing, and what the things are then. */
interface Wanted {
  readonly growth: readonly (readonly string[])[];
  readonly states: readonly string[];
}

function wantedOf({ before, after }: Run): Wanted {
  return { growth: growthOf(before, after), states: after.map(({ state }) => state) };
}

function growthOf(before: readonly Sight[], after: readonly Sight[]): readonly string[][] {
  return after.map(({ actions }, index) => actions.slice(before[index]?.actions.length));
}

/** What became of a change, against how it is made when all goes well. */
function becameOf(smooth: Run, before: readonly Sight[], after: readonly Sight[]): string {
  return compared(wantedOf(smooth), before, after);
}

function compared(wanted: Wanted, before: readonly Sight[], after: readonly Sight[]): string {
  const growth = growthOf(before, after);
  const [was, is] = [before, after].map((sights) => sights.map(({ state }) => state));
  if (growth.flat().length === 0 && isDeepStrictEqual(is, was)) return 'not made';
  if (isDeepStrictEqual({ growth, states: is }, wanted)) return 'made';
  return `made in part or too often: ${JSON.stringify(growth)}, now ${is}, not ${wanted.states}`;
}

function toldBy({ status, body }: Answer): string {
  if (body?.code) return body.code;
  return status >= 400 ? `gateway ${status}` : String(status);
}

function looks({ status, body }: Answer): string {
  return `${status} ${masked(body)}`;
}
