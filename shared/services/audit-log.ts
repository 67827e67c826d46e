// Reading the audit log. There is no other use case: entries are written with the changes they tell of.
import type { AuditFilter } from '../contracts/audit-log.ts';
import type { AuditEntry } from '../domain/audit.ts';
import { type ListAnswer, pageOf } from './listing.ts';
import type { Ports } from './ports.ts';

export function listAuditLog(ports: Ports, filter: AuditFilter): Promise<ListAnswer<AuditEntry>> {
  const { page, size, cursor, ...query } = filter;
  return pageOf(ports.auditLog.entries(query), { page, size, cursor }, JSON.stringify(['audit-log', query]));
}
