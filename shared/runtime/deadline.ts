// Until when an invocation must be answered.
import type { Context } from 'aws-lambda';
import { effects } from './effects.ts';

/** In milliseconds since the epoch. */
export function deadlineOf(context: Pick<Context, 'getRemainingTimeInMillis'>): number {
  return effects.now().getTime() + context.getRemainingTimeInMillis();
}
