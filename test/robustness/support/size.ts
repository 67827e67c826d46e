// How much each suite does: for every change (`npm run test:robustness`), and nightly (`npm run test:nightly`), which finds what
// is rare.

const nightly = process.env.NIGHTLY !== undefined;

/** Every change is tested with the same seed, so that a failure is due to the change. A nightly run draws a new one. */
export const SEED = Number(process.env.SEED ?? (nightly ? Date.now() % 2 ** 31 : 1));

export const SIZE = {
  /** Whether pairs of requests are run that access no item in common. */
  independentPairs: nightly,
  /** The share of the pairs that is drawn by the seed. */
  pairs: nightly ? 1 : 0.2,
  /** Requests whose pairs are run in all orders of their calls, without reduction; undefined means all. */
  unreduced: nightly ? undefined : ['restore the token of idle', 'deactivate idle', 'reactivate idle'],
  /** Whether every triple of requests is a candidate, or only the most relevant. */
  allTriples: nightly,
  /** The share of the triples that is drawn by the seed. */
  triples: nightly ? 1 : 0.3,
  /** Runs of six clients in random schedules. */
  randomRuns: nightly ? 40_000 : 300,
  /** The outcome of one of so many random runs is compared with serial orders. */
  comparedEvery: nightly ? 1 : 20,
  /** The audit entries of one of so many interleavings are archived. */
  archivedEvery: nightly ? 1 : 10,
  /** The share of the fault scenarios that is drawn for each call of each operation. */
  faults: nightly ? { ofReads: 1, ofWrites: 1 } : { ofReads: 0.07, ofWrites: 0.2 },
  /** The share of the faults at the calls of `service-users apply` that is drawn. */
  faultsOfApply: nightly ? 1 : 0.15,
  /** The share of the mutants that is drawn. */
  mutants: nightly ? 1 : 0.25,
  /** Rounds of two applies at once. */
  concurrentApplies: nightly ? 50 : 2,
  /** Rounds of the revocation scenarios. */
  revocations: nightly ? 100 : 1,
  soakSeconds: Number(process.env.SOAK_SECONDS ?? (nightly ? 600 : 5)),
  /** Operations per second below which a soak test proves nothing. It does not count while other tests run. */
  soakRate: nightly ? 100 : 0,
  /** The timeout of a test of many runs, in milliseconds. It ends a test that hangs: no test takes as long on a busy machine. */
  timeoutMs: nightly ? 5 * 60 * 60 * 1000 : 60 * 60 * 1000,
} as const;
