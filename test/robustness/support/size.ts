// How much each suite does: what every change can wait for, and at night (`npm run test:nightly`) as much as finds what is rare.

const nightly = process.env.NIGHTLY !== undefined;

export const SIZE = {
  /** Whether pairs of mutations are run that touch nothing in common. */
  independentPairs: nightly,
  /** Mutations whose pairs are run in all orders of their calls, without reduction; undefined = all. */
  unreduced: nightly ? undefined : ['restore the token of idle', 'deactivate idle', 'reactivate idle'],
  /** Whether every triple of what R6, R7 and R8 are about is run, or those that matter most. */
  allTriples: nightly,
  /** The share of these that is drawn, by a seed. */
  triples: nightly ? 1 : 0.5,
  /** Runs of six actors in random-priority schedules. */
  randomRuns: nightly ? 40_000 : 2_000,
  /** One of so many of them is compared with the serial order of its decisive calls. */
  comparedEvery: nightly ? 1 : 40,
  /** Of what a call may meet, so much is drawn for each call of each operation: the calls that write nothing, and those that do. */
  faults: nightly ? { ofReads: 1, ofWrites: 1 } : { ofReads: 0.15, ofWrites: 0.35 },
  /** Races of every loss with every use. */
  revocations: nightly ? 100 : 1,
  /** Seconds of the soak, and the operations a second without which it is void: not counted beside other tests. */
  soakSeconds: Number(process.env.SOAK_SECONDS ?? (nightly ? 600 : 5)),
  soakRate: nightly ? 100 : 0,
  /** The longest that a test of many runs takes, in milliseconds. */
  patience: nightly ? 4 * 60 * 60 * 1000 : 15 * 60 * 1000,
} as const;
