// Effects outside of the records: time, randomness, and the publishing of events.
import type { AccountEvent } from '../../domain/events.ts';

/** Time and randomness. Tests replace them. */
export interface Effects {
  now(): Date;
  /** In [0, 1). */
  random(): number;
  /** From a cryptographic random source. */
  randomBytes(size: number): Uint8Array;
  sleep(milliseconds: number): Promise<void>;
}

export interface EventBus {
  /**
   * Publishes the events; those of one account in their order. It fails when the bus rejects an event, and some of the
   * others may have been published then.
   */
  publish(events: readonly AccountEvent[]): Promise<void>;
}

/** The progress of the hourly notices about tokens. */
export interface TokenNotices {
  /** The time up to which notices were published; undefined before the first run. */
  publishedUntil(): Promise<Date | undefined>;
  /** Records progress, unless a concurrent run did so. */
  advance(from: Date | undefined, to: Date): Promise<void>;
}
