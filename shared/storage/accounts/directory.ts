// The lists of accounts and tokens: an index gives the order and narrows, the accounts themselves are read fresh.
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Account } from '../../domain/account.ts';
import { nameKey, PUBLIC_TEAM } from '../../domain/team.ts';
import { statusOf, type TokenStatus } from '../../domain/token.ts';
import { USER_TYPES, type User } from '../../domain/user.ts';
import type { Directory, UserQuery } from '../../services/ports/queries.ts';
import { batchGet } from '../dynamodb/batch-get.ts';
import { allOf, contains, equals } from '../dynamodb/filters.ts';
import { type Entry, type OrderedList, walk } from '../dynamodb/ordered-query.ts';
import { orderedSource } from '../dynamodb/ordered-source.ts';
import { accountKey, INDEXES, type Index, LISTS, TOKEN_LIST_STATES, type TokenListState } from '../keys.ts';
import { afterRole, parseAccountItem, rolePrefix } from './account-item.ts';

export function dynamoDirectory(client: DynamoDBDocumentClient, TableName: string): Directory {
  return {
    async *activeAccounts() {
      const partitions = USER_TYPES.map((type) => LISTS.users(type, true));
      for await (const entries of walk(
        client,
        { ...listOf(TableName, INDEXES.created), partitions },
        undefined,
        CHUNK,
      )) {
        yield [...(await readAccounts(client, TableName, entries)).values()];
      }
    },

    users(query) {
      const list = userList(TableName, query);
      return orderedSource(client, list, accountOf, async (entries) => {
        const accounts = await readAccounts(client, TableName, entries);
        return entries.flatMap((entry) => {
          const user = accounts.get(accountOf(entry))?.user;
          return user && isWanted(user, query) ? [{ key: entry[list.sortKey] as string, item: user }] : [];
        });
      });
    },

    serviceTokens(status, now) {
      const list = tokenList(TableName, status, now);
      return orderedSource(
        client,
        list,
        (entry) => entry[list.sortKey],
        async (entries) => {
          const accounts = await readAccounts(client, TableName, entries);
          return entries.flatMap((entry) => {
            const key = entry[list.sortKey] as string;
            const account = accounts.get(accountOf(entry));
            const token = account?.tokens.find(({ id }) => id === Number(key));
            const wanted = token && (status === undefined || statusOf(token, now) === status);
            return account && wanted ? [{ key, item: { token, user: account.user } }] : [];
          });
        },
      );
    },
  };
}

/** Accounts may be large: so many at a time. */
const CHUNK = 200;

function accountOf(entry: Entry): number {
  return entry.account_id as number;
}

/** Which partitions of which index hold the users that are asked for, and what must be filtered besides. */
function userList(TableName: string, query: UserQuery): OrderedList {
  const { types, includeDeactivated, name, role, team_id, sort, descending } = query;
  // A role is a range of the order by role and name; the members of a team have no order by last login.
  const byRole = role !== undefined && (sort === 'name' || sort === 'role');
  const byTeam = team_id !== undefined && team_id !== PUBLIC_TEAM.id && sort !== 'last_login';
  const states = includeDeactivated ? [true, false] : [true];
  return {
    ...listOf(TableName, byRole ? INDEXES.role : INDEXES[sort]),
    partitions: types.flatMap((type) =>
      states.map((active) => LISTS.users(type, active, byTeam ? team_id : undefined)),
    ),
    descending,
    ...(byRole && { from: rolePrefix(role), to: afterRole(role) }),
    filter: allOf([
      ...(name === undefined ? [] : [contains('search_name', nameKey(name))]),
      ...(role === undefined || byRole ? [] : [equals('role', role)]),
      ...(team_id === undefined || byTeam ? [] : [contains('team_ids', team_id)]),
    ]),
  };
}

/** An index may lag behind: what is shown is what holds now. */
function isWanted(user: User, { includeDeactivated, name, role, team_id }: UserQuery): boolean {
  return (
    (includeDeactivated || user.deleted_at === null) &&
    (name === undefined || nameKey(user.name).includes(nameKey(name))) &&
    (role === undefined || user.role === role) &&
    (team_id === undefined || user.team_ids.includes(team_id))
  );
}

const STATES: Record<TokenStatus, TokenListState> = {
  Active: 'Live',
  Expired: 'Live',
  Revoked: 'Revoked',
  Compromised: 'Compromised',
};

function tokenList(TableName: string, status: TokenStatus | undefined, now: Date): OrderedList {
  const names = { '#expiration': 'expiration' };
  const values = { ':now': now.toISOString() };
  const live = { expression: 'attribute_not_exists(#expiration) OR #expiration > :now', names, values };
  const expired = { expression: '#expiration <= :now', names, values };
  const states = status === undefined ? TOKEN_LIST_STATES : [STATES[status]];
  return {
    ...listOf(TableName, INDEXES.created),
    partitions: states.map(LISTS.serviceTokens),
    filter: { Active: live, Expired: expired, Revoked: undefined, Compromised: undefined, '': undefined }[status ?? ''],
  };
}

function listOf(TableName: string, { name, partitionKey, sortKey }: Index) {
  return { TableName, IndexName: name, partitionKey, sortKey };
}

/** The accounts that the entries of an index name, strongly consistent. */
async function readAccounts(
  client: DynamoDBDocumentClient,
  TableName: string,
  entries: readonly Entry[],
): Promise<Map<number, Account>> {
  const ids = [...new Set(entries.map(accountOf))];
  const accounts = (await batchGet(client, TableName, ids.map(accountKey))).map(parseAccountItem);
  return new Map(accounts.map((account) => [account.user.id, account]));
}
