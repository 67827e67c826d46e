// Lists the audit log. Entries are written together with the changes that they describe.
import type { AuditFilter } from '../contracts/audit-log.ts';
import type { AuditEntryView, ListResponse } from '../contracts/responses.ts';
import { pageOf, START_CURSOR } from './listing.ts';
import type { Ports } from './ports/ports.ts';

/** One page of the log, which has no total: to count its entries is to read them. */
export async function listAuditLog(ports: Ports, filter: AuditFilter): Promise<ListResponse<AuditEntryView>> {
  const { size, cursor = START_CURSOR, ...query } = filter;
  const page = await pageOf(ports.auditLog.entries(query), { size, cursor }, JSON.stringify(['audit-log', query]));
  return { ...page, total: null };
}
