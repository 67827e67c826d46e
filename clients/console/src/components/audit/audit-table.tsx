// A table of audit entries, the newest first, with the details of each.
import Button from '@cloudscape-design/components/button';
import { useInfiniteQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { type AuditFilter, auditQuery } from '../../api/audit-log.ts';
import type { AuditEntry } from '../../api/types.ts';
import { useListState } from '../list/list-state.ts';
import { ACTIONS, type ListColumn, ListTable } from '../list/list-table.tsx';
import { usePreferences } from '../list/preferences.ts';
import { actionName } from './action-names.ts';
import { auditColumns } from './audit-columns.tsx';
import { EntryDialog } from './entry-dialog.tsx';
import { useTargetName } from './target.tsx';
import { namesIn, useTokenNames } from './token-names.ts';

interface AuditTableProps {
  /** Identifies the preferences of the table. */
  readonly id: string;
  readonly title: string;
  readonly filter: AuditFilter;
  /** Names of the parameters in the URL that filter the list. */
  readonly filterNames?: readonly string[];
  readonly filters?: ReactNode;
  readonly actions?: ReactNode;
  readonly description?: ReactNode;
  /** @default h2: the table is a part of a screen */
  readonly headingVariant?: 'h1' | 'h2';
}

export function AuditTable({ id, filter, headingVariant = 'h2', ...table }: AuditTableProps) {
  const state = useListState();
  const preferences = usePreferences(id);
  const [entry, setEntry] = useState<AuditEntry>();
  const query = auditQuery(filter, preferences[0].pageSize);
  // The table shows the same pages: they are read once.
  const { data } = useInfiniteQuery(query);
  const entries = data?.pages.flatMap(({ items }) => items) ?? [];
  const tokenNames = new Map([...namesIn(entries), ...useTokenNames(filter.target)]);
  return (
    <>
      <ListTable
        {...table}
        headingVariant={headingVariant}
        query={query}
        // The list of one target does not repeat it.
        columns={[
          ...auditColumns(tokenNames).filter(({ id: column }) => column !== 'target' || filter.target === undefined),
          detailsColumn(setEntry),
        ]}
        trackBy={(one) => String(one.id)}
        state={state}
        preferences={preferences}
        empty={<b>No entries yet</b>}
      />
      {entry && <EntryDialog entry={entry} onDismiss={() => setEntry(undefined)} />}
    </>
  );
}

const detailsColumn = (onOpen: (entry: AuditEntry) => void): ListColumn<AuditEntry> => ({
  id: ACTIONS,
  header: 'Details',
  minWidth: 120,
  cell: (entry) => <DetailsButton entry={entry} onOpen={onOpen} />,
});

interface DetailsButtonProps {
  readonly entry: AuditEntry;
  readonly onOpen: (entry: AuditEntry) => void;
}

function DetailsButton({ entry, onOpen }: DetailsButtonProps) {
  return (
    <Button
      variant="inline-link"
      ariaLabel={`Details of ${actionName(entry.action)}, ${useTargetName(entry)}, ${entry.at}`}
      onClick={() => onOpen(entry)}
    >
      Details
    </Button>
  );
}
