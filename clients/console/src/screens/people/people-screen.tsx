// The list of people.
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { User } from '../../api/types.ts';
import { usersQuery } from '../../api/users.ts';
import {
  ACCOUNT_FILTERS,
  AccountFilters,
  accountFilter,
  createdColumn,
  lastUseColumn,
  nameColumn,
  roleColumn,
  stateColumn,
  teamsColumn,
  userIdColumn,
} from '../../components/account-list.tsx';
import { ButtonLink } from '../../components/button-link.tsx';
import { useListState } from '../../components/list/list-state.ts';
import { type ListColumn, ListTable } from '../../components/list/list-table.tsx';
import { usePreferences } from '../../components/list/preferences.ts';
import { Page } from '../../components/page.tsx';
import { paths } from '../../paths.ts';
import { PeopleHelp } from './help.tsx';

const COLUMNS: readonly ListColumn<User>[] = [
  nameColumn,
  userIdColumn,
  roleColumn,
  teamsColumn,
  lastUseColumn('Last login'),
  createdColumn,
  stateColumn,
];

export function PeopleScreen() {
  const state = useListState();
  const preferences = usePreferences('people');
  return (
    <Page title="People" help={<PeopleHelp />} ownHeader>
      <ListTable
        title="People"
        description="People sign in with your identity provider. Admins manage Service Users."
        query={usersQuery(accountFilter('Human', state), preferences[0].pageSize)}
        columns={COLUMNS}
        trackBy={({ user_id }) => user_id}
        state={state}
        preferences={preferences}
        defaultSort={{ sort: 'name' }}
        filterNames={ACCOUNT_FILTERS}
        filters={<AccountFilters state={state} />}
        actions={
          <ButtonLink href={paths.invitePerson()} variant="primary">
            Invite person
          </ButtonLink>
        }
        empty={
          <SpaceBetween size="m">
            <b>No people yet</b>
            <ButtonLink href={paths.invitePerson()}>Invite person</ButtonLink>
          </SpaceBetween>
        }
      />
    </Page>
  );
}
