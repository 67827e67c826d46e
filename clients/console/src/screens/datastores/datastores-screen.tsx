// The datastores that the person reaches. Admins and Managers create, change and delete them.
import Button from '@cloudscape-design/components/button';
import { datastoresQuery } from '../../api/datastores.ts';
import { useMe } from '../../api/me.ts';
import type { Datastore } from '../../api/types.ts';
import { FilterBar, TextFilter } from '../../components/list/filters.tsx';
import { useListState } from '../../components/list/list-state.ts';
import { type ListColumn, ListTable } from '../../components/list/list-table.tsx';
import { usePreferences } from '../../components/list/preferences.ts';
import { useDialog } from '../../components/open-dialog.ts';
import { Page } from '../../components/page.tsx';
import { RowActions } from '../../components/row-actions.tsx';
import { DatastoreDialog } from './datastore-dialog.tsx';
import { DeleteDatastore } from './delete-datastore.tsx';
import { DatastoresHelp } from './help.tsx';

const COLUMNS: readonly ListColumn<Datastore>[] = [
  { id: 'name', header: 'Name', isRowHeader: true, minWidth: 200, cell: ({ name }) => name },
  {
    id: 'teams',
    header: 'Teams',
    minWidth: 200,
    cell: ({ teams }) => teams.join(', ') || 'None: Admins only',
  },
];

export function DatastoresScreen() {
  const { role } = useMe();
  const mayWrite = role !== 'Member';
  const state = useListState();
  const preferences = usePreferences('datastores');
  const { dialog, open, close } = useDialog<'save' | 'delete', Datastore | undefined>();
  const { name } = state.search;
  const actions: ListColumn<Datastore> = {
    id: 'actions',
    header: 'Actions',
    minWidth: 130,
    cell: (datastore) => (
      <RowActions
        of={datastore.name}
        onEdit={() => open('save', datastore)}
        onDelete={() => open('delete', datastore)}
      />
    ),
  };
  const createButton = mayWrite && <Button onClick={() => open('save', undefined)}>Create datastore</Button>;
  return (
    <Page title="Datastores" help={<DatastoresHelp />} ownHeader>
      <ListTable
        title="Datastores"
        description={
          role === 'Admin' ? 'All datastores of the workspace.' : 'The datastores that you reach through your teams.'
        }
        query={datastoresQuery(name ? { name } : {}, preferences[0].pageSize)}
        columns={mayWrite ? [...COLUMNS, actions] : COLUMNS}
        trackBy={({ id }) => String(id)}
        state={state}
        preferences={preferences}
        filterNames={['name']}
        filters={
          <FilterBar>
            <TextFilter name="name" label="Name" placeholder="Part of the name" state={state} />
          </FilterBar>
        }
        actions={createButton}
        empty={<b>{role === 'Admin' ? 'No datastores yet' : 'Your teams have no datastores'}</b>}
      />
      {dialog?.kind === 'save' && <DatastoreDialog datastore={dialog.item} onDismiss={close} />}
      {dialog?.kind === 'delete' && dialog.item && <DeleteDatastore datastore={dialog.item} onDismiss={close} />}
    </Page>
  );
}
