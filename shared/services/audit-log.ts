// Reading the audit log. There is no other use case: entries are written with the changes they tell of.
import type { AuditFilter } from '../contracts/audit-log.ts';
import type { AuditEntry } from '../domain/audit.ts';
import { filtered, type ListAnswer, pageOf } from './listing.ts';
import type { Ports } from './ports.ts';

export function listAuditLog(ports: Ports, filter: AuditFilter): Promise<ListAnswer<AuditEntry>> {
  const { page, size, cursor, ...query } = filter;
  const { actor, target, action, from, to } = query;
  const wanted = (entry: AuditEntry) =>
    (actor === undefined || entry.actor.user_id === actor) &&
    (target === undefined || entry.target === target) &&
    (action === undefined || entry.action === action) &&
    (from === undefined || entry.at >= from) &&
    (to === undefined || entry.at < to);
  const narrowed = Object.values(query).some((value) => value !== undefined);
  const entries = ports.auditLog.entries();
  return pageOf(
    narrowed ? filtered(entries, wanted) : entries,
    { page, size, cursor },
    JSON.stringify(['audit-log', query]),
  );
}
