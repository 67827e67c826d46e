// The list of Service Users.
import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { User } from '../../api/types.ts';
import { usersQuery } from '../../api/users.ts';
import { Owners } from '../../components/account-link.tsx';
import {
  ACCOUNT_FILTERS,
  AccountFilters,
  accountFilter,
  activeTokensColumn,
  createdColumn,
  lastUseColumn,
  nameColumn,
  roleColumn,
  stateColumn,
  teamsColumn,
  userIdColumn,
} from '../../components/account-list.tsx';
import { ButtonLink } from '../../components/button-link.tsx';
import { Labels } from '../../components/labels.tsx';
import { TextFilter } from '../../components/list/filters.tsx';
import { useListState } from '../../components/list/list-state.ts';
import { type ListColumn, ListTable } from '../../components/list/list-table.tsx';
import { usePreferences } from '../../components/list/preferences.ts';
import { Page } from '../../components/page.tsx';
import { paths } from '../../paths.ts';
import { ServiceUsersHelp } from './help.tsx';

const COLUMNS: readonly ListColumn<User>[] = [
  nameColumn,
  userIdColumn,
  stateColumn,
  roleColumn,
  activeTokensColumn,
  lastUseColumn('Last used'),
  teamsColumn,
  {
    id: 'owners',
    header: 'Owners',
    minWidth: 160,
    cell: ({ owners }) => <Owners owners={owners.map((userId) => ({ userId }))} />,
  },
  { id: 'labels', header: 'Labels', minWidth: 140, cell: ({ labels }) => <Labels labels={labels} /> },
  createdColumn,
];

export function ServiceUsersScreen() {
  const state = useListState();
  const preferences = usePreferences('service-users');
  const { label, owner } = state.search;
  const filter = { ...accountFilter('Service', state), ...(label && { label }), ...(owner && { owner }) };
  return (
    <Page title="Service Users" help={<ServiceUsersHelp />} ownHeader>
      <ListTable
        title="Service Users"
        description="Accounts for pipelines, schedulers and integrations. They belong to no person."
        query={usersQuery(filter, preferences[0].pageSize)}
        columns={COLUMNS}
        trackBy={({ user_id }) => user_id}
        state={state}
        preferences={preferences}
        defaultSort={{ sort: 'name' }}
        filterNames={[...ACCOUNT_FILTERS, 'label', 'owner']}
        filters={
          <AccountFilters state={state}>
            <TextFilter name="owner" label="Owner" placeholder="User ID, or me" state={state} />
            <TextFilter name="label" label="Label" placeholder="env=production" state={state} />
          </AccountFilters>
        }
        actions={
          <ButtonLink href={paths.createServiceUser()} variant="primary">
            Create Service User
          </ButtonLink>
        }
        empty={<NoServiceUsers />}
      />
    </Page>
  );
}

function NoServiceUsers() {
  return (
    <SpaceBetween size="m">
      <b>No Service Users yet</b>
      <Box variant="p" color="inherit">
        Create one for each pipeline or integration that calls your platform.
      </Box>
      <ButtonLink href={paths.createServiceUser()}>Create Service User</ButtonLink>
    </SpaceBetween>
  );
}
