// The audit log of the workspace.
import { auditCsv } from '../../api/audit-log.ts';
import { AUDIT_FILTERS, AuditFilters, auditFilter } from '../../components/audit/audit-filters.tsx';
import { AuditTable } from '../../components/audit/audit-table.tsx';
import { CsvDownload } from '../../components/csv-download.tsx';
import { useListState } from '../../components/list/list-state.ts';
import { Page } from '../../components/page.tsx';
import { AuditLogHelp } from './help.tsx';

export function AuditLogScreen() {
  const state = useListState();
  const filter = auditFilter(state.search);
  return (
    <Page title="Audit log" help={<AuditLogHelp />} ownHeader>
      <AuditTable
        id="audit-log"
        title="Audit log"
        headingVariant="h1"
        description="Every change, the newest first. Entries cannot be changed or deleted."
        filter={filter}
        filterNames={AUDIT_FILTERS}
        filters={<AuditFilters state={state} />}
        actions={<CsvDownload fileName="audit-log" read={(cursor, signal) => auditCsv(filter, cursor, signal)} />}
      />
    </Page>
  );
}
