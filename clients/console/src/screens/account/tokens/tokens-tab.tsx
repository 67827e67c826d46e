// The tokens of a Service User.
import { serviceTokensQuery } from '../../../api/tokens.ts';
import { FilterBar, SelectFilter, TextFilter } from '../../../components/list/filters.tsx';
import { useListState } from '../../../components/list/list-state.ts';
import { STATUS_OPTIONS, STATUSES } from '../../../components/tokens/token-status.tsx';
import { TokenTable } from '../../../components/tokens/token-table.tsx';
import { useAccount } from '../use-account.ts';

export function TokensTab() {
  const account = useAccount();
  const state = useListState();
  const status = STATUSES.find((one) => one === state.search.status);
  const { name } = state.search;
  const filter = { user_id: account.user_id, ...(name && { name }), ...(status && { status }) };
  return (
    <TokenTable
      id="account-tokens"
      query={(size) => serviceTokensQuery(filter, size)}
      owner={account}
      userId={account.user_id}
      disabledReason={account.deleted_at === null ? undefined : 'The account is deactivated.'}
      filters={
        <FilterBar>
          <TextFilter name="name" label="Token name" placeholder="Part of the name" state={state} />
          <SelectFilter name="status" label="Status" options={STATUS_OPTIONS} state={state} />
        </FilterBar>
      }
    />
  );
}
