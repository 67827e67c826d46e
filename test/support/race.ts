// Races of concurrent requests, in which every wanted outcome occurs for certain.

/** One round of a race. */
export interface Round {
  /** From 0. */
  readonly number: number;
  /** The time between the requests, in milliseconds; 0 when they are concurrent. */
  readonly gap: number;
  /** The wanted outcomes that no round had so far. */
  readonly unseen: readonly string[];
}

export interface Race {
  readonly wanted: readonly string[];
  /** The number of rounds with concurrent requests. */
  readonly rounds: number;
  /** Runs a round. @returns its outcomes */
  readonly run: (round: Round) => Promise<readonly string[]>;
}

const FIRST_GAP_MS = 20;
/** Longer than any request takes: its function is ended after 15 seconds. */
const LONGEST_GAP_MS = FIRST_GAP_MS * 2 ** 10;

/**
 * Which request wins a concurrent round is random. Further rounds follow until every wanted outcome has occurred: the gap
 * between their requests doubles until each is complete before the next one starts, on any machine.
 *
 * @returns the wanted outcomes that never occurred
 */
export async function unseenOutcomes({ wanted, rounds, run }: Race): Promise<readonly string[]> {
  const seen = new Set<string>();
  const unseen = () => wanted.filter((outcome) => !seen.has(outcome));
  const runRound = async (number: number, gap: number) => {
    for (const outcome of await run({ number, gap, unseen: unseen() })) seen.add(outcome);
  };
  for (let number = 0; number < rounds; number += 1) await runRound(number, 0);
  let number = rounds;
  for (let gap = FIRST_GAP_MS; unseen().length > 0 && gap <= LONGEST_GAP_MS; gap *= 2) {
    await runRound(number, gap);
    number += 1;
  }
  return unseen();
}
