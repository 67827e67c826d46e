// An audit entry as an item of the table.
import * as z from 'zod/mini';
import type { AuditEntry } from '../domain/audit.ts';
import { auditKey } from './keys.ts';

const AuditItem = z.object({
  id: z.number(),
  at: z.string(),
  actor: z.object({
    user_id: z.string(),
    user_type: z.string(),
    authenticated_by: z.string(),
    iam_arn: z.optional(z.string()),
  }),
  action: z.string(),
  target: z.string(),
  changes: z.record(z.string(), z.object({ from: z.unknown(), to: z.unknown() })),
  request_id: z.string(),
  source_ip: z.string(),
});

export function toAuditItem(entry: AuditEntry): Record<string, unknown> {
  return { ...auditKey(entry.id), ...entry, actor_id: entry.actor.user_id };
}

export function parseAuditItem(item: Record<string, unknown>): AuditEntry {
  return AuditItem.parse(item) as AuditEntry;
}
