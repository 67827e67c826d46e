// The audit log as CSV: a row for each entry.
import type { AuditEntryView, ListResponse } from '../../shared/contracts/responses.ts';
import { csvPage, type Row } from '../http/csv.ts';
import type { CsvPage } from '../http/csv-page.ts';

const COLUMNS = [
  'id',
  'at',
  'actor',
  'actor_type',
  'authenticated_by',
  'iam_arn',
  'federation',
  'action',
  'target',
  'changes',
  'request_id',
  'source_ip',
];

export function auditEntriesAsCsv({ items, next_cursor }: ListResponse<AuditEntryView>): CsvPage {
  return csvPage(items.map(toRow), COLUMNS, next_cursor);
}

function toRow({ actor, changes, ...entry }: AuditEntryView): Row {
  const { user_id, user_type, authenticated_by, iam_arn, federation } = actor;
  return {
    ...entry,
    actor: user_id,
    actor_type: user_type,
    authenticated_by,
    iam_arn,
    federation: federation && JSON.stringify(federation),
    changes: JSON.stringify(changes),
  };
}
