// The loop in which everything changes: decide from the state as it is, write if it is still so, else decide again.
import { type AuditEntry, auditEntryId } from '../domain/audit.ts';
import * as errors from '../domain/errors.ts';
import { count } from '../telemetry/metrics.ts';
import { awaitAll } from './await-all.ts';
import type { Effects } from './ports/effects.ts';
import type { TeamNames } from './ports/queries.ts';
import type { Change, Repository } from './ports/repositories.ts';
import type { ActorContext } from './ports/request-context.ts';
import { addTeamNames } from './team-names.ts';

export interface ChangePorts extends Effects {
  readonly teamNames: TeamNames;
}

const FIRST_PAUSE_MS = 5;
const LONGEST_PAUSE_MS = 250;

/**
 * Changes a state in one transaction with its audit entries. A change without entries changes nothing, and is not written.
 *
 * @param decide - The change of the current state; what it throws is the answer, and nothing is written then.
 * @param present - What is answered of the state as it will be. It is made before the write: nothing that may fail comes
 * after, or the client would be told that a change failed which was made.
 * @returns what is answered.
 * @throws DomainError of `decide` and of the repository; `busy` when others kept changing the state until the origin's deadline.
 */
export async function commitWithRetry<T, C extends Change<T>, Answer>(
  ports: ChangePorts,
  origin: ActorContext,
  repository: Repository<T, C>,
  start: C['before'],
  decide: (current: C['before'], now: Date) => Omit<C, 'before'>,
  present: (after: C['after']) => Promise<Answer>,
): Promise<Answer> {
  let before = start;
  for (let attempt = 0; ; attempt += 1) {
    const change = decide(before, ports.now());
    if (change.entries.length === 0) return present(change.after);
    const [answer, entries] = await awaitAll([present(change.after), addTeamNames(ports.teamNames, change.entries)]);
    const result = await repository.commit({ ...change, before, entries } as unknown as C);
    if (result.committed) return answer;
    count('ConflictsRetried', { request_id: origin.request_id });
    before = result.current;
    const pause = ports.random() * Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** attempt);
    if (ports.now().getTime() + pause + repository.longestCommit > origin.deadline) {
      throw errors.busy();
    }
    await ports.sleep(pause);
  }
}

/** Answers a state without more. */
export async function identity<T>(after: T): Promise<T> {
  return after;
}

/** The entries of one change, in the order of its steps. A step that changed nothing has none. */
export function auditEntries(
  ports: Pick<Effects, 'random'>,
  origin: ActorContext,
  now: Date,
  steps: readonly Pick<AuditEntry, 'action' | 'target' | 'changes'>[],
): AuditEntry[] {
  const firstId = auditEntryId(now, ports.random());
  return steps
    .filter(({ changes }) => Object.keys(changes).length > 0)
    .map(({ action, target, changes }, index) => ({
      id: firstId + index,
      at: now.toISOString(),
      actor: origin.actor,
      action,
      target,
      changes,
      request_id: origin.request_id,
      source_ip: origin.source_ip,
    }));
}
