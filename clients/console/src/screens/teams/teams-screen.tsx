// The list of teams. Admins create, change and delete teams.
import Button from '@cloudscape-design/components/button';
import { useMe } from '../../api/me.ts';
import { PUBLIC_TEAM, teamsQuery } from '../../api/teams.ts';
import type { Team } from '../../api/types.ts';
import { FilterBar, TextFilter } from '../../components/list/filters.tsx';
import { useListState } from '../../components/list/list-state.ts';
import { type ListColumn, ListTable } from '../../components/list/list-table.tsx';
import { usePreferences } from '../../components/list/preferences.ts';
import { useDialog } from '../../components/open-dialog.ts';
import { Page } from '../../components/page.tsx';
import { RowActions } from '../../components/row-actions.tsx';
import { TeamMembers } from '../../components/team-members.tsx';
import { DeleteTeam } from './delete-team.tsx';
import { TeamsHelp } from './help.tsx';
import { TeamDialog } from './team-dialog.tsx';

const COLUMNS: readonly ListColumn<Team>[] = [
  { id: 'name', header: 'Name', isRowHeader: true, minWidth: 160, cell: ({ name }) => name },
  { id: 'description', header: 'Description', minWidth: 240, cell: ({ description }) => description || '-' },
];

const MEMBERS: ListColumn<Team> = {
  id: 'members',
  header: 'Members',
  minWidth: 200,
  cell: ({ name }) => <TeamMembers team={name} />,
};

export function TeamsScreen() {
  const isAdmin = useMe().role === 'Admin';
  const state = useListState();
  const preferences = usePreferences('teams');
  const { dialog, open, close } = useDialog<'save' | 'delete', Team | undefined>();
  const { name } = state.search;
  const actions: ListColumn<Team> = {
    id: 'actions',
    header: 'Actions',
    minWidth: 130,
    cell: (team) =>
      team.name === PUBLIC_TEAM ? (
        'Built in'
      ) : (
        <RowActions of={team.name} onEdit={() => open('save', team)} onDelete={() => open('delete', team)} />
      ),
  };
  return (
    <Page title="Teams" help={<TeamsHelp />} ownHeader>
      <ListTable
        title="Teams"
        description="Accounts reach the datastores of their teams."
        query={teamsQuery(name ? { name } : {}, preferences[0].pageSize)}
        columns={isAdmin ? [...COLUMNS, MEMBERS, actions] : COLUMNS}
        trackBy={({ id }) => String(id)}
        state={state}
        preferences={preferences}
        filterNames={['name']}
        filters={
          <FilterBar>
            <TextFilter name="name" label="Name" placeholder="Part of the name" state={state} />
          </FilterBar>
        }
        actions={isAdmin && <Button onClick={() => open('save', undefined)}>Create team</Button>}
        empty={<b>No teams yet</b>}
      />
      {dialog?.kind === 'save' && <TeamDialog team={dialog.item} onDismiss={close} />}
      {dialog?.kind === 'delete' && dialog.item && <DeleteTeam team={dialog.item} onDismiss={close} />}
    </Page>
  );
}
