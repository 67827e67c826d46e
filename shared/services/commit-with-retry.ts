// Optimistic locking: decides a change from the current state, writes it if the state has not changed, else decides again.
import * as errors from '../domain/errors.ts';
import { count } from '../telemetry/metrics.ts';
import { awaitAll } from './await-all.ts';
import type { Effects } from './ports/effects.ts';
import type { TeamNames } from './ports/queries.ts';
import type { Change, Repository } from './ports/repositories.ts';
import type { RequestContext } from './ports/request-context.ts';
import { addTeamNames } from './team-names.ts';

interface CommitPorts extends Effects {
  readonly teamNames: TeamNames;
}

export interface CommitOptions<T, C extends Change<T>, Response> {
  readonly ports: CommitPorts;
  readonly context: RequestContext;
  readonly repository: Repository<T, C>;
  /** The state as the caller read it; undefined to create. */
  readonly start: C['before'];
  /** Decides the change of the current state. An error that it throws is the result; nothing is written then. */
  readonly decide: (current: C['before'], now: Date) => C;
  /**
   * Makes the response from the state after the change. It runs before the write, so that nothing that may fail follows
   * the write: the client must not be informed of a failure after the change was made.
   */
  readonly present: (after: C['after']) => Promise<Response>;
}

const FIRST_PAUSE_MS = 5;
const LONGEST_PAUSE_MS = 250;

/**
 * Changes a state in one transaction with its audit entries. A change without audit entries changes nothing and is not
 * written.
 *
 * @returns the response that `present` makes.
 * @throws DomainError of `decide`, `present` and the repository; `busy` when the state keeps changing until the request's
 * deadline.
 */
export async function commitWithRetry<T, C extends Change<T>, Response>(
  options: CommitOptions<T, C, Response>,
): Promise<Response> {
  const { ports, context, repository, decide, present } = options;
  let current = options.start;
  for (let attempt = 0; ; attempt += 1) {
    const change = decide(current, ports.now());
    if (change.entries.length === 0) return present(change.after);
    const [response, entries] = await awaitAll([present(change.after), addTeamNames(ports.teamNames, change.entries)]);
    const result = await repository.commit({ ...change, entries });
    if (result.committed) return response;
    count('ConflictsRetried', { request_id: context.request_id });
    current = result.current;
    const pause = pauseAfter(attempt) * ports.random();
    if (ports.now().getTime() + pause + repository.longestCommit > context.deadline) throw errors.busy();
    await ports.sleep(pause);
  }
}

/**
 * The longest pause after a conflict, in milliseconds. The state that a conflict returns gets old during a pause. So every
 * second attempt follows at once: it fails only if the state changes within one round trip, however often others change it.
 */
function pauseAfter(attempt: number): number {
  return attempt % 2 === 0 ? 0 : Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** attempt);
}

/** The `present` of a change whose response is the state itself. */
export async function identity<T>(after: T): Promise<T> {
  return after;
}
