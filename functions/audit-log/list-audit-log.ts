// GET /api/audit-log
import { listAuditLog as operation } from '../../shared/contracts/audit-log.ts';
import { ports } from '../../shared/runtime/ports.ts';
import { listAuditLog } from '../../shared/services/audit-log.ts';
import { handle } from '../http/handle.ts';

export const handler = handle(operation, ({ query }) => listAuditLog(ports, query));
