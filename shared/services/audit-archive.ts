// Archives the writes of audit entries. The key of an object is derived from the entry, so that a record of the stream that
// is delivered again stores nothing twice.
import { count } from '../telemetry/metrics.ts';
import type { AuditArchivePorts, AuditWrite } from './ports/audit-archive.ts';

/**
 * Archives an inserted entry. Any other write alters the audit log: it is counted, which triggers an alarm, and archived
 * with the entry before and after.
 */
export async function archiveAuditWrite({ archive }: AuditArchivePorts, write: AuditWrite): Promise<void> {
  const { type, entryId, sequence, before = {}, after = {} } = write;
  if (type === 'INSERT') return archive.store(`entries/${partitionOf(after)}/${entryId}.json.gz`, after);
  count('AuditEntriesAltered', { entry_id: entryId, change: type });
  const alteration = { type, entry_id: entryId, sequence, before, after };
  return archive.store(`alterations/${partitionOf(before)}/${entryId}-${sequence}.json.gz`, alteration);
}

/** The day of the entry, in the format of partitions in Hive and Athena. */
function partitionOf({ at }: Readonly<Record<string, unknown>>): string {
  const [day = 'unknown'] = /^\d{4}-\d{2}-\d{2}/.exec(String(at)) ?? [];
  return `day=${day}`;
}
