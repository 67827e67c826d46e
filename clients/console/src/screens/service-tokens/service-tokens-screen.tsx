// The tokens of all Service Users, to find those that expire or that are unused.
import { serviceTokensQuery, type TokenFilter } from '../../api/tokens.ts';
import type { Token } from '../../api/types.ts';
import { Help } from '../../components/help.tsx';
import { DateFilter, isDate } from '../../components/list/date-filter.tsx';
import { FilterBar, SelectFilter, TextFilter } from '../../components/list/filters.tsx';
import { type ListSearch, useListState } from '../../components/list/list-state.ts';
import { type ListColumn, ListTable } from '../../components/list/list-table.tsx';
import { usePreferences } from '../../components/list/preferences.ts';
import { Page } from '../../components/page.tsx';
import { ScreenLink } from '../../components/screen-link.tsx';
import { STATUS_OPTIONS, STATUSES } from '../../components/tokens/token-status.tsx';
import { TOKEN_COLUMNS } from '../../components/tokens/token-table.tsx';
import { paths } from '../../paths.ts';

const ACCOUNT: ListColumn<Token> = {
  id: 'account',
  header: 'Service User',
  minWidth: 200,
  cell: ({ user }) => <ScreenLink href={paths.account(user.user_id, 'tokens')}>{user.name}</ScreenLink>,
};

export function ServiceTokensScreen() {
  const state = useListState();
  const preferences = usePreferences('service-tokens');
  return (
    <Page title="Service tokens" help={<ServiceTokensHelp />} ownHeader>
      <ListTable
        title="Service tokens"
        description="The tokens of all Service Users. Open the Service User to rotate or revoke one."
        query={serviceTokensQuery(tokenFilter(state.search), preferences[0].pageSize)}
        columns={[ACCOUNT, ...TOKEN_COLUMNS]}
        trackBy={({ id }) => String(id)}
        state={state}
        preferences={preferences}
        filterNames={['user_id', 'name', 'status', 'expires_before', 'unused_since']}
        filters={
          <FilterBar>
            <TextFilter name="user_id" label="Service User" placeholder="User ID" state={state} />
            <TextFilter name="name" label="Name" placeholder="Part of the name" state={state} />
            <SelectFilter name="status" label="Status" options={STATUS_OPTIONS} state={state} />
            <DateFilter name="expires_before" label="Expires before (UTC)" state={state} />
            <DateFilter name="unused_since" label="Unused since (UTC)" state={state} />
          </FilterBar>
        }
        empty={<b>No tokens yet</b>}
      />
    </Page>
  );
}

/** The filter of the API for the parameters in the URL. Parameters that the API would refuse are ignored. */
function tokenFilter({ user_id, name, status: named, expires_before, unused_since }: ListSearch): TokenFilter {
  const status = STATUSES.find((one) => one === named);
  return {
    ...(user_id && { user_id }),
    ...(name && { name }),
    ...(status && { status }),
    ...(isDate(expires_before) && { expires_before }),
    ...(isDate(unused_since) && { unused_since }),
  };
}

function ServiceTokensHelp() {
  return (
    <Help title="Service tokens" pages={{ Tasks: 'tasks.md' }}>
      <p>With the status Active, tokens are ordered by their expiration: the first one expires next.</p>
      <h3>Unused since</h3>
      <p>Tokens that were not used since this day, or created before it and never used.</p>
    </Help>
  );
}
