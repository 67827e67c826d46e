// The deadline of an invocation.
import type { Context } from 'aws-lambda';
import { effects } from './effects.ts';

/** The time by which the invocation must respond, in milliseconds since the epoch. */
export function deadlineOf(context: Pick<Context, 'getRemainingTimeInMillis'>): number {
  return effects.now().getTime() + context.getRemainingTimeInMillis();
}
