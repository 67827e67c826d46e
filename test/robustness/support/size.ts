// How much each suite does: what every change can wait for, and at night (`npm run test:nightly`) as much as finds what is rare.

const nightly = process.env.NIGHTLY !== undefined;

export const SIZE = {
  /** Runs of six actors in random-priority schedules. */
  randomRuns: nightly ? 40_000 : 2_000,
  /** Seconds of the soak. */
  soakSeconds: nightly ? 600 : 5,
} as const;
