// The wire of /api/audit-log.
import { z } from 'zod/mini';
import { paging } from './fields.ts';
import { operation } from './operation.ts';

export const listAuditLog = operation({
  id: 'audit-log/list-audit-log',
  method: 'GET',
  path: '/api/audit-log',
  audience: ['Admin'],
  query: z.strictObject(paging),
  status: 200,
});
