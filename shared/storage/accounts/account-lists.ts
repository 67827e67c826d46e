// Selects the index and the partitions for a list of accounts or tokens, and the filter for what they cannot select.
import type { Account } from '../../domain/account.ts';
import { nameKey } from '../../domain/names.ts';
import { hasLabel } from '../../domain/ownership.ts';
import { PUBLIC_TEAM } from '../../domain/team.ts';
import type { TokenStatus } from '../../domain/token.ts';
import type { TokenSelection } from '../../domain/token-selection.ts';
import type { UserType } from '../../domain/user.ts';
import type { UserQuery } from '../../services/ports/queries.ts';
import { allOf, contains, equals } from '../dynamodb/filters.ts';
import type { OrderedList } from '../dynamodb/ordered-query.ts';
import { INDEXES, type Index, LISTS, lastLoginLists, TOKEN_LIST_STATES, type TokenListState } from '../keys.ts';
import { activeStates } from './counters.ts';
import { afterRole, afterTime, NEVER, rolePrefix } from './sort-keys.ts';

export function userList(TableName: string, query: UserQuery): OrderedList {
  const { types, name, role, owner, sort, descending } = query;
  // Every account is in Public.
  const team_id = query.team_id === PUBLIC_TEAM.id ? undefined : query.team_id;
  // The index by role orders the users of a role by name, so a role is a range of that index.
  const selectsByRole = role !== undefined && (sort === 'name' || sort === 'role');
  // Neither the members of a team nor the accounts of an owner are ordered by last login: they are selected among all users.
  const selectsByOwner = owner !== undefined && sort !== 'last_login';
  const selectsByTeam = team_id !== undefined && sort !== 'last_login' && !selectsByOwner;
  const states = activeStates(query);
  const partitionsOf = (type: UserType, active: boolean) => {
    if (selectsByOwner) return type === 'Service' ? [LISTS.ownedBy(owner, active)] : [];
    if (sort === 'last_login') return lastLoginLists(type, active);
    return [LISTS.users(type, active, selectsByTeam ? team_id : undefined)];
  };
  const filters = [
    ...(name === undefined ? [] : [contains('search_name', nameKey(name))]),
    ...(role === undefined || selectsByRole ? [] : [equals('role', role)]),
    ...(team_id === undefined || selectsByTeam || selectsByOwner ? [] : [contains('team_ids', team_id)]),
  ];
  return {
    ...indexed(TableName, selectsByRole ? INDEXES.role : INDEXES[sort === 'last_login' ? 'time' : sort]),
    partitions: types.flatMap((type) => states.flatMap((active) => partitionsOf(type, active))),
    descending,
    ...(selectsByRole && { from: rolePrefix(role), to: afterRole(role) }),
    filter: allOf(filters),
  };
}

/** Whether the index entries do not show which users are selected, so that the accounts decide. */
export function selectsByAccount({ owner, label, team_id, sort }: UserQuery): boolean {
  return label !== undefined || (owner !== undefined && (sort === 'last_login' || team_id !== undefined));
}

/** Checks the account as read from the table, because the index entry may be out of date. */
export function isListed({ user, ownership }: Account, query: UserQuery): boolean {
  const { name, role, team_id, owner, label } = query;
  return (
    (owner === undefined || ownership.owners.includes(owner)) &&
    (label === undefined || hasLabel(ownership, label)) &&
    activeStates(query).includes(user.deleted_at === null) &&
    (name === undefined || nameKey(user.name).includes(nameKey(name))) &&
    (role === undefined || user.role === role) &&
    (team_id === undefined || user.team_ids.includes(team_id))
  );
}

/** The list that contains the tokens of a status. */
const LIST_OF_STATUS: Record<TokenStatus, TokenListState> = {
  Active: 'Live',
  Expired: 'Live',
  Revoked: 'Revoked',
  Compromised: 'Compromised',
};

/**
 * The order is that of the creation; a list that the expiration selects has the order of the expiration. The index orders
 * by time, so that such a list is a range of it: a token expires without a write.
 */
export function tokenList(TableName: string, selection: TokenSelection): OrderedList {
  const { status, name } = selection;
  const states = status === undefined ? TOKEN_LIST_STATES : [LIST_OF_STATUS[status]];
  const selectsByExpiration = listedStates(selection) === undefined;
  return {
    ...indexed(TableName, selectsByExpiration ? INDEXES.time : INDEXES.created),
    partitions: states.map(LISTS.serviceTokens),
    ...(selectsByExpiration && expirations(selection)),
    filter: name === undefined ? undefined : contains('search_name', nameKey(name)),
  };
}

/** The lists that contain exactly the tokens of the selection; undefined when the expiration selects them. */
export function listedStates({ status, expires_before }: TokenSelection): readonly TokenListState[] | undefined {
  if (expires_before !== undefined || status === 'Active' || status === 'Expired') return undefined;
  return status === undefined ? TOKEN_LIST_STATES : [LIST_OF_STATUS[status]];
}

/** The range of the sort key for the expirations that are selected. */
function expirations({ status, expires_before = NEVER, now }: TokenSelection): Pick<OrderedList, 'from' | 'to'> {
  const sinceNow = afterTime(now.toISOString());
  switch (status) {
    case 'Active':
      return { from: sinceNow, ...(expires_before !== NEVER && { to: expires_before }) };
    case 'Expired':
      return { to: sinceNow < expires_before ? sinceNow : expires_before };
    case 'Revoked':
    case 'Compromised':
    case undefined:
      return { to: expires_before };
  }
}

export function indexed(TableName: string, { name, partitionKey, sortKey, keyFormat }: Index) {
  return { TableName, IndexName: name, partitionKey, sortKey, keyFormat };
}
