// Applies a plan. A failed change does not stop the others. After failures the state is read and planned again, so that a lost
// response, a change by someone else and a change that had to wait for another one all end in the state of the file.
import { setTimeout } from 'node:timers/promises';
import { ApiProblem } from '../connection/problem.ts';
import { CommandError } from '../errors.ts';
import type { ApplyContext, Change } from './change.ts';

export interface Failure {
  readonly change: Change;
  readonly error: unknown;
}

export interface Progress {
  /** Is called before each change. @param done - The changes of this round that were attempted. */
  attempting(change: Change, done: number, total: number): void;
  /** Is called after each change that was made. */
  applied(change: Change): void;
  /** Is called after each change that failed, and may be tried again. */
  failed(failure: Failure): void;
}

export interface Applied {
  readonly changes: number;
  /** What is left, with the reasons. */
  readonly failures: readonly Failure[];
  readonly blocked: readonly Change[];
}

const MAX_ROUNDS = 8;

/** @param planAgain - Reads the state, and returns the changes that are left. */
export async function applyChanges(
  first: readonly Change[],
  planAgain: () => Promise<readonly Change[]>,
  context: ApplyContext,
  progress: Progress,
): Promise<Applied> {
  let changes = 0;
  let plan = first;
  for (let round = 1; ; round += 1) {
    const failures: Failure[] = [];
    const blocked = plan.filter(({ action }) => action === 'blocked');
    const wanted = plan.filter(({ action }) => action !== 'blocked');
    for (const [done, change] of wanted.entries()) {
      if (context.stop.aborted) {
        failures.push({ change, error: new CommandError('The run was stopped before.') });
        continue;
      }
      progress.attempting(change, done, wanted.length);
      try {
        await change.apply(context);
        changes += 1;
        progress.applied(change);
      } catch (error) {
        failures.push({ change, error });
        progress.failed({ change, error });
      }
    }
    const madeProgress = failures.length < wanted.length;
    const mayRepeat = failures.length > 0 && (madeProgress || failures.some(({ error }) => isTransient(error)));
    if (!mayRepeat || round === MAX_ROUNDS || context.stop.aborted) return { changes, failures, blocked };
    await setTimeout(Math.min(100 * 2 ** round, 5000) * (0.5 + Math.random()));
    try {
      plan = await planAgain();
    } catch {
      // Without the state, only what failed is known.
      return { changes, failures, blocked };
    }
  }
}

/** Whether another attempt can succeed: after a lost response, and after a conflict with a change by someone else. */
function isTransient(error: unknown): boolean {
  return error instanceof ApiProblem && (error.outcomeIsUnknown || [409, 429].includes(error.status));
}
