// Makes the audit entries of a change from the steps that it consists of.
import { type AuditAction, type AuditEntry, auditEntryId, fieldChanges } from '../domain/audit.ts';
import type { Datastore } from '../domain/datastore.ts';
import type { Team } from '../domain/team.ts';
import type { Effects } from './ports/effects.ts';
import type { ActorContext } from './ports/request-context.ts';

/** One step of a change, as the audit log describes it. */
export type AuditStep = Pick<AuditEntry, 'action' | 'target' | 'changes'>;

/** The entries of one change, in the order of its steps. A step that changed nothing has no entry. */
export function auditEntries(
  ports: Pick<Effects, 'random'>,
  context: ActorContext,
  now: Date,
  steps: readonly AuditStep[],
): AuditEntry[] {
  const firstId = auditEntryId(now, ports.random());
  const { actor, request_id, source_ip } = context;
  return steps
    .filter(({ changes }) => Object.keys(changes).length > 0)
    .map((step, index) => ({ id: firstId + index, at: now.toISOString(), actor, ...step, request_id, source_ip }));
}

/** The creation, change or deletion of a team; `before` or `after` is undefined where it does not exist. */
export function teamStep(action: AuditAction, before: Team | undefined, after: Team | undefined): AuditStep {
  return {
    action,
    target: `team:${(before ?? after)?.id}`,
    changes: fieldChanges(['name', 'description'], before, after),
  };
}

/** The creation, change or deletion of a datastore; `before` or `after` is undefined where it does not exist. */
export function datastoreStep(
  action: AuditAction,
  before: Datastore | undefined,
  after: Datastore | undefined,
): AuditStep {
  return {
    action,
    target: `datastore:${(before ?? after)?.id}`,
    changes: fieldChanges(['name', 'team_ids'], before, after),
  };
}
