// Accounts in DynamoDB: found by strongly consistent reads, and written by one transaction a change.
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Account } from '../../domain/account.ts';
import type { Accounts } from '../../services/ports/repositories.ts';
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

  async function byPointer(key: Key): Promise<Account | undefined> {
    const pointer = await read(key);
    return pointer && byId(pointer.account_id as number);
  }

  return {
    longestCommit: LONGEST_CALL_MS,
    byId,
    byUserId: (userId) => byPointer(userIdKey(userId)),
    byTokenId: (tokenId) => byPointer(tokenKey(tokenId)),
    byIamPrincipal: (arn) => byPointer(iamPrincipalKey(arn)),
    bySubject: (subject) => byPointer(subjectKey(subject)),
    countHumanAdmins: async () => ((await read(humanAdminsKey))?.admins as Set<number> | undefined)?.size ?? 0,

    async commit(change) {
      const { before } = change;
      const after = { ...change.after, version: (before?.version ?? 0) + 1 };
      return commit(client, TableName, before, accountWrites({ ...change, after }));
    },
  };
}
