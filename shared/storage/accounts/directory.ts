// Lists accounts and tokens. An index provides the order and a first selection; the accounts are then read from the
// table, with strongly consistent reads, because an index lags behind the table.
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Account } from '../../domain/account.ts';
import { nameKey } from '../../domain/names.ts';
import { PUBLIC_TEAM } from '../../domain/team.ts';
import { statusOf, type TokenStatus } from '../../domain/token.ts';
import { USER_TYPES, type User } from '../../domain/user.ts';
import type { Directory, UserQuery } from '../../services/ports/queries.ts';
import { batchGet } from '../dynamodb/batch-get.ts';
import { allOf, contains, equals } from '../dynamodb/filters.ts';
import { type Entry, type Filter, type OrderedList, walk } from '../dynamodb/ordered-query.ts';
import { orderedSource } from '../dynamodb/ordered-source.ts';
import { accountKey, INDEXES, type Index, LISTS, TOKEN_LIST_STATES, type TokenListState } from '../keys.ts';
import { afterRole, parseAccountItem, rolePrefix } from './account-item.ts';

/** How many accounts are read at a time when all accounts are read. */
const CHUNK_SIZE = 200;

export function dynamoDirectory(client: DynamoDBDocumentClient, TableName: string): Directory {
  const readAccounts = async (entries: readonly Entry[]): Promise<ReadonlyMap<number, Account>> => {
    const ids = [...new Set(entries.map(accountIdOf))];
    const accounts = (await batchGet(client, TableName, ids.map(accountKey))).map(parseAccountItem);
    return new Map(accounts.map((account) => [account.user.id, account]));
  };

  return {
    async *activeAccounts() {
      const partitions = USER_TYPES.map((type) => LISTS.users(type, true));
      const list = { ...indexed(TableName, INDEXES.created), partitions };
      for await (const entries of walk(client, list, { size: CHUNK_SIZE })) {
        yield [...(await readAccounts(entries)).values()];
      }
    },

    users(query) {
      const list = userList(TableName, query);
      return orderedSource({
        client,
        list,
        identify: accountIdOf,
        load: async (entries) => {
          const accounts = await readAccounts(entries);
          return entries.flatMap((entry) => {
            const user = accounts.get(accountIdOf(entry))?.user;
            return user && matches(user, query) ? [{ key: entry[list.sortKey] as string, item: user }] : [];
          });
        },
      });
    },

    serviceTokens(status, now) {
      const list = tokenList(TableName, status, now);
      return orderedSource({
        client,
        list,
        identify: (entry) => entry[list.sortKey],
        load: async (entries) => {
          const accounts = await readAccounts(entries);
          return entries.flatMap((entry) => {
            const key = entry[list.sortKey] as string;
            const account = accounts.get(accountIdOf(entry));
            const token = account?.tokens.find(({ id }) => id === Number(key));
            if (account === undefined || token === undefined) return [];
            return status === undefined || statusOf(token, now) === status
              ? [{ key, item: { token, user: account.user } }]
              : [];
          });
        },
      });
    },
  };
}

function accountIdOf(entry: Entry): number {
  return entry.account_id as number;
}

/** Selects the index and the partitions for a query of users, and the filter for what they cannot select. */
function userList(TableName: string, query: UserQuery): OrderedList {
  const { types, includeDeactivated, name, role, team_id, sort, descending } = query;
  // The index by role orders the users of a role by name, so a role is a range of that index.
  const selectsByRole = role !== undefined && (sort === 'name' || sort === 'role');
  // Every account is in Public, and the members of a team are not ordered by last login: a filter selects in these
  // cases.
  const selectsByTeam = team_id !== undefined && team_id !== PUBLIC_TEAM.id && sort !== 'last_login';
  const states = includeDeactivated ? [true, false] : [true];
  return {
    ...indexed(TableName, selectsByRole ? INDEXES.role : INDEXES[sort]),
    partitions: types.flatMap((type) =>
      states.map((active) => LISTS.users(type, active, selectsByTeam ? team_id : undefined)),
    ),
    descending,
    ...(selectsByRole && { from: rolePrefix(role), to: afterRole(role) }),
    filter: allOf([
      ...(name === undefined ? [] : [contains('search_name', nameKey(name))]),
      ...(role === undefined || selectsByRole ? [] : [equals('role', role)]),
      ...(team_id === undefined || selectsByTeam ? [] : [contains('team_ids', team_id)]),
    ]),
  };
}

/** Checks the user as read from the table, because the index entry may be out of date. */
function matches(user: User, { includeDeactivated, name, role, team_id }: UserQuery): boolean {
  return (
    (includeDeactivated || user.deleted_at === null) &&
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

function tokenList(TableName: string, status: TokenStatus | undefined, now: Date): OrderedList {
  const states = status === undefined ? TOKEN_LIST_STATES : [LIST_OF_STATUS[status]];
  return {
    ...indexed(TableName, INDEXES.created),
    partitions: states.map(LISTS.serviceTokens),
    filter: expirationFilter(status, now),
  };
}

/** Separates the active tokens of the list `Live` from the expired ones. */
function expirationFilter(status: TokenStatus | undefined, now: Date): Filter | undefined {
  const operands = { names: { '#expiration': 'expiration' }, values: { ':now': now.toISOString() } };
  switch (status) {
    case 'Active':
      return { expression: 'attribute_not_exists(#expiration) OR #expiration > :now', ...operands };
    case 'Expired':
      return { expression: '#expiration <= :now', ...operands };
    case 'Revoked':
    case 'Compromised':
    case undefined:
      return undefined;
  }
}

function indexed(TableName: string, { name, partitionKey, sortKey, keyFormat }: Index) {
  return { TableName, IndexName: name, partitionKey, sortKey, keyFormat };
}
