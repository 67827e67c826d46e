// The repository of accounts. It finds accounts with strongly consistent reads, and commits each change in one
// transaction.
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Account } from '../../domain/account.ts';
import type { Accounts } from '../../services/ports/repositories.ts';
import { batchGet } from '../dynamodb/batch-get.ts';
import { LONGEST_CALL_MS } from '../dynamodb/document-client.ts';
import { getItem } from '../dynamodb/get-item.ts';
import { commit } from '../dynamodb/transaction.ts';
import { accountKey, humanAdminsKey, iamPrincipalKey, type Key, subjectKey, tokenKey, userIdKey } from '../keys.ts';
import { parseAccountItem } from './account-item.ts';
import { accountWrites } from './account-writes.ts';

export function dynamoAccounts(client: DynamoDBDocumentClient, TableName: string): Accounts {
  const read = (key: Key) => getItem(client, TableName, key);

  async function byId(id: number): Promise<Account | undefined> {
    const item = await read(accountKey(id));
    return item && parseAccountItem(item);
  }

  async function byIds(ids: readonly number[]): Promise<Account[]> {
    return (await batchGet(client, TableName, ids.map(accountKey))).map(parseAccountItem);
  }

  async function byPointer(key: Key): Promise<Account | undefined> {
    const pointer = await read(key);
    return pointer && byId(pointer.account_id as number);
  }

  return {
    longestCommit: LONGEST_CALL_MS,
    byId,
    byIds,
    async byUserIds(userIds) {
      const pointers = await batchGet(client, TableName, userIds.map(userIdKey));
      return byIds(pointers.map(({ account_id }) => account_id as number));
    },
    byUserId: (userId) => byPointer(userIdKey(userId)),
    byTokenId: (tokenId) => byPointer(tokenKey(tokenId)),
    byIamPrincipal: (arn) => byPointer(iamPrincipalKey(arn)),
    bySubject: (subject) => byPointer(subjectKey(subject)),

    async countHumanAdmins() {
      const roster = await read(humanAdminsKey);
      return (roster?.admins as Set<number> | undefined)?.size ?? 0;
    },

    commit: (change) =>
      commit({
        client,
        TableName,
        before: change.before,
        writes: (version) => accountWrites({ ...change, after: { ...change.after, version } }),
      }),
  };
}
