// GET /api/audit-log
import { listAuditLog as operation } from '../../shared/contracts/audit-log.ts';
import { ports } from '../../shared/runtime/ports.ts';
import { listAuditLog } from '../../shared/services/audit-log.ts';
import { handle } from '../http/handle.ts';
import { auditEntriesAsCsv } from './audit-entries-as-csv.ts';

export const handler = handle(operation, async ({ query: { format, ...filter } }) => {
  const list = await listAuditLog(ports, filter);
  return format === 'csv' ? auditEntriesAsCsv(list) : list;
});
