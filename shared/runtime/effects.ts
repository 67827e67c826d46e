// The real clock and the real random source.
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Effects } from '../services/ports/effects.ts';

export const effects: Effects = {
  now: () => new Date(),
  random: Math.random,
  randomBytes: (size) => randomBytes(size),
  sleep: (milliseconds) => sleep(milliseconds),
};
