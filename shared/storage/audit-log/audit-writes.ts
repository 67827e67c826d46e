// The audit entries of a change, written in its transaction.
import type { AuditEntry } from '../../domain/audit.ts';
import { isNew } from '../conditions.ts';
import { put, type Write } from '../dynamodb/transaction.ts';
import { toAuditItem } from './audit-item.ts';

/**
 * No change without its entry, no entry without its change (R12).
 *
 * @param retry - What it means that an id is taken: no refusal, another id will do.
 */
export function auditWrites<Refused>(entries: readonly AuditEntry[], retry: () => Refused): Write<Refused>[] {
  return entries.map((entry) => put(toAuditItem(entry), isNew, retry));
}
