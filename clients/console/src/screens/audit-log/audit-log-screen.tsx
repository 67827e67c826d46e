// The audit log of the workspace.
import { type AuditFilter, auditCsv } from '../../api/audit-log.ts';
import { ACTIONS, actionName } from '../../components/audit/action-names.ts';
import { AuditTable } from '../../components/audit/audit-table.tsx';
import { CsvDownload } from '../../components/csv-download.tsx';
import { DateFilter, isDate } from '../../components/list/date-filter.tsx';
import { FilterBar, SelectFilter, TextFilter } from '../../components/list/filters.tsx';
import { type ListSearch, useListState } from '../../components/list/list-state.ts';
import { Page } from '../../components/page.tsx';
import { AuditLogHelp } from './help.tsx';

const ACTION_OPTIONS = [
  { value: '', label: 'Any action' },
  ...ACTIONS.map((action) => ({ value: action, label: actionName(action) })),
];

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
        filterNames={['actor', 'target', 'action', 'from', 'to']}
        filters={
          <FilterBar>
            <TextFilter name="actor" label="Actor" placeholder="User ID" state={state} />
            <TextFilter name="target" label="Target" placeholder="User ID, team:7, policy" state={state} />
            <SelectFilter name="action" label="Action" options={ACTION_OPTIONS} state={state} />
            <DateFilter name="from" label="From (UTC)" state={state} />
            <DateFilter name="to" label="Before (UTC)" state={state} />
          </FilterBar>
        }
        actions={<CsvDownload fileName="audit-log" read={(cursor, signal) => auditCsv(filter, cursor, signal)} />}
      />
    </Page>
  );
}

/** The filter of the API for the parameters in the URL. Parameters that the API would refuse are ignored. */
function auditFilter({ actor, target, action: named, from, to }: ListSearch): AuditFilter {
  const action = ACTIONS.find((one) => one === named);
  return {
    ...(actor && { actor }),
    ...(target && { target }),
    ...(action && { action }),
    ...(isDate(from) && { from }),
    ...(isDate(to) && { to }),
  };
}
