// The writes of the audit entries of a change. They belong to the transaction of the change.
import type { AuditEntry } from '../../domain/audit.ts';
import { isNew } from '../conditions.ts';
import { put, type Write } from '../dynamodb/transaction.ts';
import { toAuditItem } from './audit-item.ts';

/**
 * Writes the entries in the transaction of their change, so that neither exists without the other (R12).
 *
 * @param onIdTaken - Returns the rejection for an id that is taken. It is not an error: the change is repeated with new
 * ids.
 */
export function auditWrites<Rejection>(entries: readonly AuditEntry[], onIdTaken: () => Rejection): Write<Rejection>[] {
  return entries.map((entry) => put(toAuditItem(entry), { condition: isNew, onRejected: onIdTaken }));
}
