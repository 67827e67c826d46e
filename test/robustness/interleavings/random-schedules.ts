// Many actors beside each other, in schedules by random priorities: of those who wait, the one of the highest priority goes on, and
// at a few random moments it falls behind all others. A bug that takes d orderings is found with a probability that has a bound
// (Burckhardt, Kothari, Musuvathi, Nagarakatte: A Randomized Scheduler with Probabilistic Guarantees, ASPLOS 2010).
import { createHash } from 'node:crypto';
import { described, isAuthorisation, type Program, phaseByPhase, unexplained } from './interleavings.ts';
import { type About, MUTATIONS, type Mutation } from './requests.ts';
import type { Choose, Step } from './scheduler.ts';
import { actorNamed, type Played, type Scene, type World } from './scenario-runner.ts';

export interface RandomRuns {
  readonly runs: number;
  /** Of the first run; each that follows has the next. */
  readonly seed: number;
  /** @default all */
  readonly mutations?: readonly Mutation[];
  /** One run in so many is compared with a serial order. @default 1: each */
  readonly comparedEvery?: number;
}

export interface RandomCoverage {
  readonly runs: number;
  /** Calls to DynamoDB that were scheduled. */
  readonly calls: number;
  /** Requests by the class of their answers' status: `2xx`. */
  readonly answers: Readonly<Record<string, number>>;
  /** Runs that were compared with the serial order of their decisive calls. */
  readonly compared: number;
  /** What was wrong, each with its seed. */
  readonly violations: readonly string[];
}

const ACTORS = Array.from({ length: 6 }, (_, index) => actorNamed(index));

/** Each run is about this many things only, so that the actors meet. */
const SUBJECTS = 2;

/** About as many calls as a run makes, and how often at most somebody falls behind in them. */
const CALLS = 30;
const MOST_CHANGES = 4;

export async function runRandomly(
  world: World,
  { runs, seed, mutations = MUTATIONS, comparedEvery = 1 }: RandomRuns,
): Promise<RandomCoverage> {
  let [calls, compared] = [0, 0];
  const answers: Record<string, number> = {};
  const violations: string[] = [];
  for (let run = 0; run < runs; run += 1) {
    const { program, played } = await playSeed(world, seed + run, mutations);
    calls += played.steps.length;
    const failed = [...played.results].flatMap(([actor, { status }]) => {
      const kind = `${Math.floor(status / 100)}xx`;
      answers[kind] = (answers[kind] ?? 0) + 1;
      return status >= 500 ? [`${actor} was answered ${status}`] : [];
    });
    if ((seed + run) % comparedEvery === 0) {
      compared += 1;
      failed.push(...(await comparedWithSerialOrder(world, program, played)));
    }
    const wrong = [...played.violations, ...failed];
    if (wrong.length > 0) violations.push(`SEED=${seed + run}: ${described(program, played, wrong)}`);
  }
  return { runs, calls, answers, compared, violations };
}

/**
 * Each request is authorised at one call and takes effect at another, so the run must come to what the requests come to one after
 * the other: mostly in the order of those calls, else in one that differs little, for what a request reads may be older.
 */
async function comparedWithSerialOrder(world: World, { scene, mutations }: Program, played: Played): Promise<string[]> {
  const wanted = JSON.stringify(played.outcome);
  const seen = new Set<string>();
  for (const order of ordersNear(decisiveOrder(played.steps))) {
    const { outcome } = await world.play(scene, mutations, phaseByPhase(order));
    const text = JSON.stringify(outcome);
    if (text === wanted) return [];
    seen.add(text);
  }
  return [unexplained(played, [...seen])];
}

/** The actors by their decisive calls: the last of the authorisation, and the one that changed something, or decided not to. */
function decisiveOrder(steps: readonly Step[]): string[] {
  const moments = ACTORS.flatMap((actor) => {
    // A note of use and the ids that are given decide nothing.
    const own = [...steps.entries()].filter(([, { call }]) => call.actor === actor && call.command !== 'UpdateItem');
    const authorised = own.findLastIndex(([, { call }]) => isAuthorisation(call));
    const changed = own.findLast(
      ([, { call, done }]) => done && call.command === 'TransactWriteItems' && !isAuthorisation(call),
    );
    const decided = own.findLast(([, { call }]) => call.command !== 'BatchGetItem');
    return [own[authorised]?.[0] ?? -1, (changed ?? decided)?.[0] ?? -1].map((at) => ({ actor, at }));
  });
  return moments.sort((one, other) => one.at - other.at).map(({ actor }) => actor);
}

/** As many orders are tried before it is said that there is none. */
const MOST_ORDERS = 400;

/** The different orders, those first that differ least: nothing, one or several of them in other places. */
function* ordersNear(order: readonly string[]): Generator<readonly string[]> {
  const seen = new Set([order.join()]);
  const found = [order];
  for (const near of found) {
    yield near;
    for (const moved of found.length < MOST_ORDERS ? withOneMoved(near) : []) {
      if (seen.has(moved.join())) continue;
      seen.add(moved.join());
      found.push(moved);
    }
  }
}

function withOneMoved(order: readonly string[]): string[][] {
  return order.flatMap((actor, from) => {
    const others = order.toSpliced(from, 1);
    return [...order.keys()].map((to) => others.toSpliced(to, 0, actor));
  });
}

/** The run of a seed, always the same. */
export async function playSeed(world: World, seed: number, mutations: readonly Mutation[] = MUTATIONS) {
  const random = randomOf(seed);
  const subjects = shuffled([...new Set(mutations.map(({ about }) => about))], random).slice(0, SUBJECTS);
  const scene: Scene = random() < 0.5 ? 'two Admins' : 'three Admins';
  const drawn = ACTORS.map(() => pick(about(mutations, subjects), random));
  const program = { scene, mutations: drawn };
  const played: Played = await world.play(scene, drawn, randomPriorities(random));
  return { program, played };
}

function about(mutations: readonly Mutation[], subjects: readonly About[]): Mutation[] {
  return mutations.filter((mutation) => subjects.includes(mutation.about));
}

function randomPriorities(random: () => number): Choose {
  const order = shuffled(ACTORS, random);
  const changes = Math.floor(random() * (MOST_CHANGES + 1));
  const fallsBehindAt = new Set(Array.from({ length: changes }, () => Math.floor(random() * CALLS)));
  const first: Choose = (ready) => {
    const actor = order.find((name) => ready.some((call) => call.actor === name));
    return ready.find((call) => call.actor === actor);
  };
  return (ready, steps) => {
    const next = first(ready, steps);
    if (next === undefined || !fallsBehindAt.has(steps.length)) return next;
    order.push(...order.splice(order.indexOf(next.actor), 1));
    return first(ready, steps);
  };
}

/** Numbers in [0, 1), always the same for a seed. */
export function randomOf(seed: number): () => number {
  let drawn = 0;
  return () => {
    drawn += 1;
    return createHash('sha256').update(`${seed} ${drawn}`).digest().readUInt32BE() / 2 ** 32;
  };
}

function pick<T>(values: readonly T[], random: () => number): T {
  return values[Math.floor(random() * values.length)] as T;
}

function shuffled<T>(values: readonly T[], random: () => number): T[] {
  return values
    .map((value) => ({ value, place: random() }))
    .sort((one, other) => one.place - other.place)
    .map(({ value }) => value);
}
