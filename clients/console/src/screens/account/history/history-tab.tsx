// What was changed in an account: the audit entries that have it as target.
import { AuditTable } from '../../../components/audit/audit-table.tsx';
import { useAccount } from '../use-account.ts';

export function HistoryTab() {
  const { user_id: target } = useAccount();
  return (
    <AuditTable
      id="account-history"
      title="History"
      description="Every change of this account and its credentials, the newest first."
      filter={{ target }}
    />
  );
}
