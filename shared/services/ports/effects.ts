// Effects on the world outside the table: time, randomness, the event bus and the progress of the notices.
import type { AccountEvent } from '../../domain/events.ts';

export interface EventBus {
  /**
   * Puts the events on the bus, those of one account in their order. Fails when one was not taken; then some may have been.
   */
  publish(events: readonly AccountEvent[]): Promise<void>;
}

/** Up to when it was told which tokens expire or are unused. */
export interface TokenNotices {
  publishedUntil(): Promise<Date | undefined>;
  /** Unless another run has told meanwhile. */
  advance(from: Date | undefined, to: Date): Promise<void>;
}

/** Time and chance. */
export interface Effects {
  now(): Date;
  /** In [0, 1). */
  random(): number;
  randomBytes(size: number): Uint8Array;
  sleep(milliseconds: number): Promise<void>;
}
