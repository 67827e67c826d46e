// Reading the audit log. There is no other use case: entries are written with the changes they tell of.
import type { AuditEntryView, ListAnswer } from '../contracts/answers.ts';
import type { AuditFilter } from '../contracts/audit-log.ts';
import { pageOf } from './listing.ts';
import type { Ports } from './ports.ts';

export function listAuditLog(ports: Ports, filter: AuditFilter): Promise<ListAnswer<AuditEntryView>> {
  const { page, size, cursor, ...query } = filter;
  return pageOf(ports.auditLog.entries(query), { page, size, cursor }, JSON.stringify(['audit-log', query]));
}
