// The operations of /api/audit-log: routes, callers and request schemas.
import * as z from 'zod/mini';
import { AUDIT_ACTIONS } from '../domain/audit.ts';
import { listQuery } from './fields.ts';
import { operation } from './operation.ts';
import { Time } from './time.ts';

const AuditFilter = listQuery({
  /** The `user_id` of the account that made the change. */
  actor: z.optional(z.string().check(z.minLength(1), z.maxLength(300))),
  /** The `user_id` of the changed account, or the name of another target. */
  target: z.optional(z.string().check(z.minLength(1), z.maxLength(300))),
  action: z.optional(z.enum(AUDIT_ACTIONS)),
  /** Inclusive. */
  from: z.optional(Time),
  /** Exclusive. */
  to: z.optional(Time),
  format: z._default(z.enum(['json', 'csv']), 'json'),
}).check(
  z.refine(({ from, to }) => from === undefined || to === undefined || from <= to, {
    path: ['to'],
    error: 'must not be before from',
  }),
);
export type AuditFilter = Omit<z.infer<typeof AuditFilter>, 'format'>;

export const listAuditLog = operation({
  id: 'audit-log/list-audit-log',
  method: 'GET',
  path: '/api/audit-log',
  audience: ['Admin'],
  scope: 'audit:read',
  query: AuditFilter,
  csv: true,
  status: 200,
});
