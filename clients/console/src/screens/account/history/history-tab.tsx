// What was changed in an account: the audit entries that have it as target.
import { AUDIT_FILTERS, AuditFilters, auditFilter } from '../../../components/audit/audit-filters.tsx';
import { AuditTable } from '../../../components/audit/audit-table.tsx';
import { useListState } from '../../../components/list/list-state.ts';
import { useAccount } from '../use-account.ts';

export function HistoryTab() {
  const { user_id: target } = useAccount();
  const state = useListState();
  return (
    <AuditTable
      id="account-history"
      title="History"
      description="Every change of this account and its credentials, the newest first."
      filter={{ ...auditFilter(state.search), target }}
      filterNames={AUDIT_FILTERS}
      filters={<AuditFilters state={state} hasTarget={false} />}
    />
  );
}
