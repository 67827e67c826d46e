// Invokes functions on a schedule.
import type { Invocable } from '../lambda/lambda-function.ts';
import { RunnerError } from '../runner-error.ts';

const UNIT_MS = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;

export interface Schedule {
  /** Invokes the functions now. Their errors are in the log. */
  run(): Promise<void>;
  stop(): void;
}

/** @param expression - A rate expression, such as `rate(1 hour)`. */
export function startSchedule(expression: string, functions: readonly Invocable[]): Schedule {
  const every = millisecondsOf(expression);
  const run = async () => {
    await Promise.allSettled(functions.map((fn) => fn.invoke({ 'detail-type': 'Scheduled Event' })));
  };
  const timer = setInterval(run, every);
  return { run, stop: () => clearInterval(timer) };
}

function millisecondsOf(expression: string): number {
  const [, count, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  if (!unit) throw new RunnerError(`the local runner does not support the schedule ${expression}`);
  return Number(count) * UNIT_MS[unit as keyof typeof UNIT_MS];
}
