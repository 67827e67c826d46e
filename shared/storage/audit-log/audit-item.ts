// Converts an audit entry to an item of the table and back.
import type { AuditEntry } from '../../domain/audit.ts';
import type { Federation } from '../../domain/principal.ts';
import { anything, itemOf, mapOf, number, recordOf, text, withDefault } from '../dynamodb/attributes.ts';
import type { Item } from '../dynamodb/schema-version.ts';
import { auditKey } from '../keys.ts';

const parseEntry = itemOf({
  id: number,
  at: text,
  actor: mapOf({
    user_id: text,
    user_type: text,
    authenticated_by: text,
    iam_arn: withDefault(text, undefined),
    federation: withDefault(mapOf<Federation>({ policy_id: number, policy: text, subject: text }), undefined),
  }),
  action: text,
  target: text,
  changes: recordOf(mapOf({ from: anything, to: anything })),
  request_id: text,
  source_ip: text,
});

export function toAuditItem(entry: AuditEntry): Item {
  return { ...auditKey(entry.id), ...entry, actor_id: entry.actor.user_id };
}

export function parseAuditItem(item: Item): AuditEntry {
  return parseEntry(item) as AuditEntry;
}
