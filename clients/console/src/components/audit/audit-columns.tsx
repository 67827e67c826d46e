// The columns of audit entries. They are separate from the table with filters, whose code the overview does not need.
import type { AuditEntry } from '../../api/types.ts';
import { AccountLink } from '../account-link.tsx';
import type { ListColumn } from '../list/list-table.tsx';
import { Time } from '../time.tsx';
import { actionName } from './action-names.ts';
import { Target } from './target.tsx';
import { type TokenNames, tokenName } from './token-names.ts';

/** @param tokenNames - By id, for the tokens whose names are known. Others have their ids. */
export const auditColumns = (tokenNames: TokenNames): readonly ListColumn<AuditEntry>[] => [
  { id: 'at', header: 'Time', minWidth: 180, cell: ({ at }) => <Time value={at} format="full" /> },
  {
    id: 'action',
    header: 'Action',
    isRowHeader: true,
    minWidth: 180,
    cell: (entry) => {
      const token = tokenName(entry, tokenNames);
      return token === undefined ? actionName(entry.action) : `${actionName(entry.action)}: ${token}`;
    },
  },
  { id: 'target', header: 'Target', minWidth: 200, cell: (entry) => <Target entry={entry} /> },
  { id: 'actor', header: 'Actor', minWidth: 200, cell: ({ actor }) => <AccountLink userId={actor.user_id} /> },
  { id: 'source_ip', header: 'Source address', minWidth: 140, cell: ({ source_ip }) => source_ip },
];
