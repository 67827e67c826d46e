// Lists accounts and tokens. An index provides the order and a first selection; the accounts are then read from the
// table, with strongly consistent reads, because an index lags behind the table.
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Account } from '../../domain/account.ts';
import { PUBLIC_TEAM } from '../../domain/team.ts';
import { isSelected, type TokenSelection } from '../../domain/token-selection.ts';
import { USER_TYPES } from '../../domain/user.ts';
import type { Directory, UserQuery } from '../../services/ports/queries.ts';
import { batchGet } from '../dynamodb/batch-get.ts';
import { count } from '../dynamodb/ordered-count.ts';
import type { Entry } from '../dynamodb/ordered-query.ts';
import { orderedSource } from '../dynamodb/ordered-source.ts';
import { walk } from '../dynamodb/ordered-walk.ts';
import { accountKey, INDEXES, LISTS } from '../keys.ts';
import { parseAccountItem } from './account-item.ts';
import { indexed, isListed, listedStates, selectsByAccount, tokenList, userList } from './account-lists.ts';
import { tokenCounter, userCounters } from './counters.ts';
import { readTeamTotals, readTotals } from './totals.ts';

/** How many accounts are read at a time when all accounts are read. */
const CHUNK_SIZE = 200;

/** The most tokens that are counted by their expiration: no counter can know how many tokens have expired by now. */
const MAX_COUNTED_BY_EXPIRATION = 1000;

export function dynamoDirectory(client: DynamoDBDocumentClient, TableName: string): Directory {
  const readAccounts = async (entries: readonly Entry[]): Promise<ReadonlyMap<number, Account>> => {
    const ids = [...new Set(entries.map(accountIdOf))];
    const accounts = (await batchGet(client, TableName, ids.map(accountKey))).map(parseAccountItem);
    return new Map(accounts.map((account) => [account.user.id, account]));
  };

  /** Reads every account of these lists, in the order of creation. */
  async function* accountsIn(partitions: readonly string[]): AsyncGenerator<readonly Account[]> {
    const list = { ...indexed(TableName, INDEXES.created), partitions };
    for await (const { entries } of walk(client, list, { size: CHUNK_SIZE })) {
      yield [...(await readAccounts(entries)).values()];
    }
  }

  async function countUsers(query: UserQuery): Promise<number | null> {
    const { name, team_id, owner, label } = query;
    if (name !== undefined || owner !== undefined || label !== undefined) return null;
    const isOfTeam = team_id !== undefined && team_id !== PUBLIC_TEAM.id;
    const counts = await (isOfTeam ? readTeamTotals(client, TableName, team_id) : readTotals(client, TableName));
    return userCounters(query).reduce((total, counter) => total + (counts[counter] ?? 0), 0);
  }

  async function countTokens(selection: TokenSelection): Promise<number | null> {
    if (selection.name !== undefined || selection.unused_since !== undefined) return null;
    const states = listedStates(selection);
    if (states === undefined) return count(client, tokenList(TableName, selection), MAX_COUNTED_BY_EXPIRATION);
    const counts = await readTotals(client, TableName);
    return states.reduce((total, state) => total + (counts[tokenCounter(state)] ?? 0), 0);
  }

  return {
    activeAccounts: () => accountsIn(USER_TYPES.map((type) => LISTS.users(type, true))),

    async *activeAccountsOf(owner) {
      for await (const accounts of accountsIn([LISTS.ownedBy(owner, true)])) {
        yield accounts.filter(({ user, ownership }) => user.deleted_at === null && ownership.owners.includes(owner));
      }
    },

    users: (query) =>
      orderedSource<Account>({
        client,
        list: userList(TableName, query),
        identify: accountIdOf,
        load: async (entries) => {
          const accounts = await readAccounts(entries);
          return entries.map((entry) => {
            const account = accounts.get(accountIdOf(entry));
            return account && isListed(account, query) ? account : undefined;
          });
        },
        count: () => countUsers(query),
        sparse: selectsByAccount(query),
      }),

    serviceTokens: (selection) =>
      orderedSource({
        client,
        list: tokenList(TableName, selection),
        identify: tokenIdOf,
        load: async (entries) => {
          const accounts = await readAccounts(entries);
          return entries.map((entry) => {
            const account = accounts.get(accountIdOf(entry));
            const token = account?.tokens.find(({ id }) => id === tokenIdOf(entry));
            return account && token && isSelected(token, selection) ? { token, user: account.user } : undefined;
          });
        },
        count: () => countTokens(selection),
        // Only the account of a token contains the time of its last use.
        sparse: selection.unused_since !== undefined,
      }),
  };
}

function accountIdOf(entry: Entry): number {
  return entry.account_id as number;
}

/** The key of a token's pointer contains its id. */
function tokenIdOf({ pk }: Entry): number {
  return Number((pk as string).split('#')[1]);
}
