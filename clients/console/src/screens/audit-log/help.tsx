import { Help } from '../../components/help.tsx';

export function AuditLogHelp() {
  return (
    <Help title="Audit log" pages={{ Audit: 'audit.md', 'Rules (R12)': 'rules.md' }}>
      <p>Every change writes its entry in the same transaction. No entry is ever changed or deleted.</p>
      <h3>Filters</h3>
      <p>
        The target is the user ID of an account, <code>team:7</code>, <code>datastore:7</code> or <code>policy</code>.
        Dates are days in UTC. The address of this page contains the filters: copy it to share the view.
      </p>
      <h3>CSV</h3>
      <p>The download contains all entries that match the filters. A long log takes a while; you can stop it.</p>
    </Help>
  );
}
