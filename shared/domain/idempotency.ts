// A creation with an idempotency key is made once: a repeat of the request is rejected with the id.
import type { DomainError } from './errors.ts';
import * as errors from './errors.ts';

/** How long a creation is remembered. */
export const IDEMPOTENCY_HOURS = 24;

/** What is remembered of a creation. Times are in seconds since the epoch. */
export interface IdempotencyRecord {
  /** A hash of the caller and of the idempotency key. */
  readonly key: string;
  /** A hash of the operation and of its request, to recognize another request with the same key. */
  readonly request: string;
  /** The id of what was created. */
  readonly created_id: number;
  readonly created: number;
  readonly expires: number;
}

/** The error for a request whose key was used before. */
export function repeatError(used: IdempotencyRecord, repeat: Pick<IdempotencyRecord, 'request'>): DomainError {
  return used.request === repeat.request ? errors.alreadyCreated(used.created_id) : errors.idempotencyKeyReused();
}
