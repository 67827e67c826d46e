// Lists the audit log. Entries are written together with the changes that they describe.
import type { AuditFilter } from '../contracts/audit-log.ts';
import type { AuditEntryView, ListResponse } from '../contracts/responses.ts';
import { pageOf } from './listing.ts';
import type { Ports } from './ports/ports.ts';

export function listAuditLog(ports: Ports, filter: AuditFilter): Promise<ListResponse<AuditEntryView>> {
  const { page, size, cursor, ...query } = filter;
  return pageOf(ports.auditLog.entries(query), { page, size, cursor }, JSON.stringify(['audit-log', query]));
}
