// What the lists of Service Users and of people have in common: columns, filters and their parameters.
import type { ReactNode } from 'react';
import type { Role, User } from '../api/types.ts';
import type { UserFilter } from '../api/users.ts';
import { paths } from '../paths.ts';
import { AccountState } from './account-state.tsx';
import { Copy } from './copy.tsx';
import { counted } from './counted.ts';
import { FilterBar, SelectFilter, TextFilter } from './list/filters.tsx';
import type { ListState } from './list/list-state.ts';
import type { ListColumn } from './list/list-table.tsx';
import { ScreenLink } from './screen-link.tsx';
import { Time } from './time.tsx';

export const ROLES: readonly Role[] = ['Admin', 'Manager', 'Member'];
const SORTS = ['name', 'created', 'role', 'last_login'] as const;

const ROLE_OPTIONS = [{ value: '', label: 'Any role' }, ...ROLES.map((role) => ({ value: role, label: role }))];
const STATE_OPTIONS = [
  { value: 'active', label: 'Active' },
  { value: 'deactivated', label: 'Deactivated' },
  { value: 'all', label: 'Active and deactivated' },
];

export const ACCOUNT_FILTERS = ['name', 'role', 'team', 'state'];

/** The filter of the API for the parameters in the URL. Parameters that the API would refuse are ignored. */
export function accountFilter(type: User['user_type'], { search }: ListState): UserFilter {
  const role = ROLES.find((one) => one === search.role);
  const sort = SORTS.find((one) => one === search.sort);
  return {
    type,
    ...(search.name && { name: search.name }),
    ...(role && { role }),
    ...(search.team && { team: search.team }),
    ...(search.state === 'all' && { include_deleted: true }),
    ...(search.state === 'deactivated' && { only_deleted: true }),
    ...(sort && { sort }),
    ...(search.sort_dir === 'desc' && { sort_dir: 'desc' }),
  };
}

/** @param children - Further filters. */
export function AccountFilters({ state, children }: { readonly state: ListState; readonly children?: ReactNode }) {
  return (
    <FilterBar>
      <TextFilter name="name" label="Name" placeholder="Part of the name" state={state} />
      <SelectFilter name="role" label="Role" options={ROLE_OPTIONS} state={state} />
      <TextFilter name="team" label="Team" placeholder="Name of the team" state={state} />
      {children}
      <SelectFilter name="state" label="State" options={STATE_OPTIONS} state={state} />
    </FilterBar>
  );
}

export const nameColumn: ListColumn<User> = {
  id: 'name',
  header: 'Name',
  sort: 'name',
  isRowHeader: true,
  minWidth: 180,
  cell: (user) => <ScreenLink href={paths.account(user.user_id)}>{user.name}</ScreenLink>,
};

export const userIdColumn: ListColumn<User> = {
  id: 'user_id',
  header: 'User ID',
  minWidth: 200,
  cell: (user) => <Copy text={user.user_id} label="user ID" />,
};

export const roleColumn: ListColumn<User> = {
  id: 'role',
  header: 'Role',
  sort: 'role',
  cell: (user) => user.role,
};

export const teamsColumn: ListColumn<User> = {
  id: 'teams',
  header: 'Teams',
  minWidth: 140,
  cell: (user) => user.teams.join(', '),
};

export const activeTokensColumn: ListColumn<User> = {
  id: 'active_tokens',
  header: 'Active tokens',
  minWidth: 130,
  cell: ({ user_id, active_tokens }) => (
    <ScreenLink
      href={`${paths.account(user_id, 'tokens')}?status=Active`}
      label={counted(active_tokens ?? 0, 'active token')}
    >
      {String(active_tokens ?? 0)}
    </ScreenLink>
  ),
};

export const createdColumn: ListColumn<User> = {
  id: 'created',
  header: 'Created',
  sort: 'created',
  cell: (user) => <Time value={user.created_at} />,
};

export const stateColumn: ListColumn<User> = {
  id: 'state',
  header: 'State',
  minWidth: 110,
  cell: (user) => <AccountState user={user} />,
};

/** @param header - What the last use of an account is called. */
export const lastUseColumn = (header: string): ListColumn<User> => ({
  id: 'last_login',
  header,
  sort: 'last_login',
  cell: (user) => (user.last_login === null ? 'Never' : <Time value={user.last_login} />),
});
