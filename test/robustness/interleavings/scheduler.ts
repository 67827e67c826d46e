// Decides which call to DynamoDB comes next. Requests that run beside each other are held at each call that they make, and one
// call at a time is let through: a schedule is the list of those choices, and the same list makes the same run.
import { setImmediate } from 'node:timers/promises';
import type { Subject } from '../support/system-under-test.ts';
import { type Touch, touchesOf } from '../support/access-set.ts';

/** A call that an actor makes, and waits with. */
export interface Call {
  /** `a.2`: the second call of the actor `a`. */
  readonly id: string;
  readonly actor: string;
  readonly command: string;
  /** The function that makes it, as the id of its operation. */
  readonly madeBy: string;
  readonly touches: readonly Touch[];
  /** How many calls had been let through when it was made. */
  readonly madeAt: number;
}

/** A call that was let through, and what else could have been. */
export interface Step {
  readonly call: Call;
  readonly ready: readonly Call[];
  /** Whether it did what it was to do; a write whose condition fails does not. */
  readonly done: boolean;
}

export interface Run<Result> {
  readonly steps: readonly Step[];
  /** Of each actor; none when the run was given up. */
  readonly results: ReadonlyMap<string, Result>;
  /** Whether it was followed to its end. */
  readonly ended: boolean;
}

/** Picks the next of the calls that wait, which are at least one; undefined gives the run up. */
export type Choose = (ready: readonly Call[], steps: readonly Step[]) => Call | undefined;

export interface Scheduler {
  /**
   * Runs the actors beside each other, each from its first call to its end. It fails when that does not come.
   *
   * @param afterWrite - Awaited after each call that has written, before the next is let through.
   */
  run<Result>(
    actors: Readonly<Record<string, () => Promise<Result>>>,
    choose: Choose,
    afterWrite?: (call: Call) => Promise<void>,
  ): Promise<Run<Result>>;
}

/** A run of more calls does not end by itself. */
const MOST_CALLS = 500;

/** Between two calls an actor computes, and verifies signatures; a minute of it means that it hangs. */
const PATIENCE_MS = 60_000;

interface Waiting {
  readonly call: Call;
  readonly letThrough: () => void;
  readonly refuse: (error: Error) => void;
  /** Settles when it has its answer; says whether it was done. */
  readonly answered: Promise<boolean>;
}

interface Actor {
  calls: number;
  waiting: Waiting[];
  done: boolean;
}

export function createScheduler({ client, currentActor, currentFunction }: Subject): Scheduler {
  const actors = new Map<string, Actor>();
  let stepsTaken = 0;
  let givenUp = false;

  client.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        const name = currentActor() ?? '';
        const actor = actors.get(name);
        if (actor === undefined) return next(args);
        if (givenUp) throw new Error('the run was given up');
        actor.calls += 1;
        const call = {
          id: `${name}.${actor.calls}`,
          actor: name,
          command: commandName.replace(/Command$/, ''),
          madeBy: currentFunction() ?? '',
          touches: touchesOf(commandName, args.input),
          madeAt: stepsTaken,
        };
        const turn = Promise.withResolvers<void>();
        const answer = Promise.withResolvers<boolean>();
        actor.waiting.push({ call, letThrough: turn.resolve, refuse: turn.reject, answered: answer.promise });
        await turn.promise;
        try {
          const result = await next(args);
          answer.resolve(true);
          return result;
        } catch (error) {
          answer.resolve(false);
          throw error;
        }
      },
    { step: 'initialize', name: 'scheduler', override: true },
  );

  /** Until each actor waits with a call, or has ended. What an answer sets off is done before the next turn of the loop. */
  async function settled(): Promise<void> {
    const patience = Date.now() + PATIENCE_MS;
    do {
      await setImmediate();
      if (Date.now() > patience) throw new Error('an actor neither calls DynamoDB nor ends');
    } while ([...actors.values()].some(({ done, waiting }) => !done && waiting.length === 0));
  }

  const allWaiting = () => [...actors.values()].flatMap(({ waiting }) => waiting);

  async function take({ call, letThrough, answered }: Waiting): Promise<boolean> {
    const actor = actors.get(call.actor);
    if (actor) actor.waiting = actor.waiting.filter((waiting) => waiting.call !== call);
    stepsTaken += 1;
    letThrough();
    const done = await answered;
    await settled();
    return done;
  }

  return {
    async run(acts, choose, afterWrite) {
      type Result = Awaited<ReturnType<(typeof acts)[string]>>;
      actors.clear();
      [stepsTaken, givenUp] = [0, false];
      const steps: Step[] = [];
      const results = new Map<string, Result>();
      const ends = Object.entries(acts).map(async ([name, act]) => {
        const actor: Actor = { calls: 0, waiting: [], done: false };
        actors.set(name, actor);
        try {
          results.set(name, await act());
        } finally {
          actor.done = true;
        }
      });
      const allEnded = Promise.all(ends);
      // It is awaited below; until then its failure is nobody's surprise.
      allEnded.catch(() => {});
      await settled();
      for (let waiting = allWaiting(); waiting.length > 0; waiting = allWaiting()) {
        const ready = waiting.map(({ call }) => call);
        const call = steps.length < MOST_CALLS ? choose(ready, steps) : undefined;
        const chosen = waiting.find((one) => one.call === call);
        if (chosen === undefined || call === undefined) {
          givenUp = true;
          for (const { refuse } of waiting) refuse(new Error('the run was given up'));
          break;
        }
        const done = await take(chosen);
        steps.push({ call, ready, done });
        if (afterWrite && done && call.touches.some(({ writes }) => writes)) await afterWrite(call);
      }
      await allEnded;
      actors.clear();
      if (steps.length === MOST_CALLS) throw new Error(`the run does not end: ${steps.map(({ call }) => call.id)}`);
      return { steps, results: givenUp ? new Map() : results, ended: !givenUp };
    },
  };
}
