// Decides which call to DynamoDB comes next. Concurrent requests are held at each call that they make, and one call at a time
// proceeds. A schedule is the list of these choices; the same schedule makes the same run.
import { setImmediate } from 'node:timers/promises';
import { type Access, accessSetOf } from '../support/access-set.ts';
import type { SystemUnderTest } from '../support/system-under-test.ts';

/** A call that a client waits to make. */
export interface Call {
  /** `a.2` is the second call on behalf of the client `a`. */
  readonly id: string;
  readonly client: string;
  readonly command: string;
  /** The function that makes the call, as the id of its operation. */
  readonly madeBy: string;
  readonly accesses: readonly Access[];
  /** The number of calls that had proceeded when this one was made. */
  readonly madeAt: number;
}

/** A call that proceeded, and the calls that could have proceeded instead. */
export interface Step {
  readonly call: Call;
  readonly ready: readonly Call[];
  /** Whether the call succeeded; a write whose condition fails does not. */
  readonly done: boolean;
}

export interface Run<Result> {
  readonly steps: readonly Step[];
  /** The result of each client; empty when the run was abandoned. */
  readonly results: ReadonlyMap<string, Result>;
  /** Whether the run was followed to its end. */
  readonly ended: boolean;
}

/**
 * Picks the next of the waiting calls, of which there is at least one. Undefined abandons the run.
 *
 * @param results - The results of the clients that have ended.
 */
export type Choose<Result = unknown> = (
  ready: readonly Call[],
  steps: readonly Step[],
  results: ReadonlyMap<string, Result>,
) => Call | undefined;

export interface Scheduler {
  /**
   * Runs the clients concurrently, each from its first call to its end.
   *
   * @param afterWrite - Awaited after each write, before the next call proceeds. A failed write may have been applied: when
   * its response was lost, the SDK repeats it, and the repetition fails.
   * @throws Error when a client does not end.
   */
  run<Result>(
    clients: Readonly<Record<string, () => Promise<Result>>>,
    choose: Choose<Result>,
    afterWrite?: (call: Call, done: boolean) => Promise<void>,
  ): Promise<Run<Result>>;
}

/** A run of more calls does not end by itself. */
const MAX_CALLS = 500;

/** Between two calls a client computes and verifies signatures. After five minutes without a call, it hangs. */
const TIMEOUT_MS = 5 * 60_000;

interface Waiting {
  readonly call: Call;
  readonly release: () => void;
  readonly reject: (error: Error) => void;
  /** Resolves when the call has its response, to whether it succeeded. */
  readonly responded: Promise<boolean>;
}

interface ScheduledClient {
  calls: number;
  waiting: Waiting[];
  done: boolean;
}

export function createScheduler({ client, currentClient, currentFunction }: SystemUnderTest): Scheduler {
  const clients = new Map<string, ScheduledClient>();
  let stepsTaken = 0;
  let abandoned = false;

  client.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        const name = currentClient() ?? '';
        const scheduled = clients.get(name);
        if (scheduled === undefined) return next(args);
        if (abandoned) throw new Error('The run was abandoned.');
        scheduled.calls += 1;
        const call = {
          id: `${name}.${scheduled.calls}`,
          client: name,
          command: commandName.replace(/Command$/, ''),
          madeBy: currentFunction() ?? '',
          accesses: accessSetOf(commandName, args.input),
          madeAt: stepsTaken,
        };
        const turn = Promise.withResolvers<void>();
        const response = Promise.withResolvers<boolean>();
        scheduled.waiting.push({ call, release: turn.resolve, reject: turn.reject, responded: response.promise });
        await turn.promise;
        try {
          const result = await next(args);
          response.resolve(true);
          return result;
        } catch (error) {
          response.resolve(false);
          throw error;
        }
      },
    { step: 'initialize', name: 'scheduler', override: true },
  );

  /** Waits until each client waits with a call or has ended. A response has had its effect by the next turn of the event loop. */
  async function untilAllWait(): Promise<void> {
    const deadline = Date.now() + TIMEOUT_MS;
    do {
      await setImmediate();
      if (Date.now() > deadline) throw new Error('A client neither calls DynamoDB nor ends.');
    } while ([...clients.values()].some(({ done, waiting }) => !done && waiting.length === 0));
  }

  const allWaiting = () => [...clients.values()].flatMap(({ waiting }) => waiting);

  async function proceed({ call, release, responded }: Waiting): Promise<boolean> {
    const scheduled = clients.get(call.client);
    if (scheduled) scheduled.waiting = scheduled.waiting.filter((waiting) => waiting.call !== call);
    stepsTaken += 1;
    release();
    const done = await responded;
    await untilAllWait();
    return done;
  }

  return {
    async run(acts, choose, afterWrite) {
      type Result = Awaited<ReturnType<(typeof acts)[string]>>;
      clients.clear();
      [stepsTaken, abandoned] = [0, false];
      const steps: Step[] = [];
      const results = new Map<string, Result>();
      const ends = Object.entries(acts).map(async ([name, act]) => {
        const scheduled: ScheduledClient = { calls: 0, waiting: [], done: false };
        clients.set(name, scheduled);
        try {
          results.set(name, await act());
        } finally {
          scheduled.done = true;
        }
      });
      const allEnded = Promise.all(ends);
      // The promise is awaited below. Until then, its rejection must not count as unhandled.
      allEnded.catch(() => {});
      await untilAllWait();
      for (let waiting = allWaiting(); waiting.length > 0; waiting = allWaiting()) {
        const ready = waiting.map(({ call }) => call);
        const call = steps.length < MAX_CALLS ? choose(ready, steps, results) : undefined;
        const chosen = waiting.find((one) => one.call === call);
        if (chosen === undefined || call === undefined) {
          abandoned = true;
          for (const { reject } of waiting) reject(new Error('The run was abandoned.'));
          break;
        }
        const done = await proceed(chosen);
        steps.push({ call, ready, done });
        if (afterWrite && call.accesses.some(({ writes }) => writes)) await afterWrite(call, done);
      }
      await allEnded;
      clients.clear();
      if (steps.length === MAX_CALLS) throw new Error(`The run does not end: ${steps.map(({ call }) => call.id)}`);
      return { steps, results: abandoned ? new Map() : results, ended: !abandoned };
    },
  };
}
