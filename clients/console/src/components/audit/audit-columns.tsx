// The columns of audit entries. They are separate from the table with filters, whose code the overview does not need.
import type { AuditEntry } from '../../api/types.ts';
import { paths } from '../../paths.ts';
import type { ListColumn } from '../list/list-table.tsx';
import { ScreenLink } from '../screen-link.tsx';
import { Time } from '../time.tsx';
import { actionName } from './action-names.ts';

export const AUDIT_COLUMNS: readonly ListColumn<AuditEntry>[] = [
  { id: 'at', header: 'Time', minWidth: 180, cell: ({ at }) => <Time value={at} format="full" /> },
  { id: 'action', header: 'Action', isRowHeader: true, minWidth: 180, cell: ({ action }) => actionName(action) },
  { id: 'target', header: 'Target', minWidth: 200, cell: ({ target }) => <Account userId={target} /> },
  { id: 'actor', header: 'Actor', minWidth: 200, cell: ({ actor }) => <Account userId={actor.user_id} /> },
  { id: 'source_ip', header: 'Source address', minWidth: 140, cell: ({ source_ip }) => source_ip },
];

/** Accounts have an at sign in their `user_id`; other targets and the deployment have none. */
function Account({ userId }: { readonly userId: string }) {
  return userId.includes('@') ? <ScreenLink href={paths.account(userId)}>{userId}</ScreenLink> : userId;
}
