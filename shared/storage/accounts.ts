// Accounts in DynamoDB: the one place that writes them, each change in one transaction with its audit entries.
import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import type { Account } from '../domain/account.ts';
import { Refusal } from '../domain/errors.ts';
import { isActiveHumanAdmin } from '../domain/user.ts';
import type { AccountChange, Accounts, CommitResult } from '../services/ports.ts';
import { parseAccountItem, toAccountItem } from './account-item.ts';
import { toAuditItem } from './audit-item.ts';
import { anotherAdminRemains, type Condition, isNew, unchangedSinceRead } from './conditions.ts';
import { LONGEST_CALL_MS } from './document-client.ts';
import { orUnavailable } from './failures.ts';
import {
  accountKey,
  humanAdminsKey,
  INDEXES,
  type Key,
  LIST_KEY,
  LISTS,
  sortableId,
  tokenKey,
  userIdKey,
} from './keys.ts';
import { CONTENDED, transact, type Write } from './transaction.ts';

export function dynamoAccounts(client: DynamoDBDocumentClient, TableName: string): Accounts {
  async function read(Key: Key): Promise<Record<string, unknown> | undefined> {
    return (await orUnavailable(client.send(new GetCommand({ TableName, Key, ConsistentRead: true })))).Item;
  }

  async function byId(id: number): Promise<Account | undefined> {
    const item = await read(accountKey(id));
    return item && parseAccountItem(item);
  }

  /** Follows a guard or a pointer to the account it names. */
  async function byPointer(key: Key): Promise<Account | undefined> {
    const pointer = await read(key);
    return pointer && byId(pointer.account_id as number);
  }

  type Meaning = Refusal | CommitResult;
  const put = (
    Item: Record<string, unknown>,
    condition: object,
    refused: Write<Meaning>['refused'],
  ): Write<Meaning> => ({
    item: { Put: { TableName, Item, ...condition, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } },
    refused,
  });

  /** The account itself, if it is still what the change was decided on (R5, R6, R7). */
  function accountWrite({ before, after }: AccountChange): Write<Meaning> {
    const condition = before === undefined ? isNew : unchangedSinceRead(before.version);
    return put(toAccountItem(after), condition, (stored) => ({
      committed: false,
      current: stored && parseAccountItem(stored),
    }));
  }

  /** A new account takes its `user_id`, once and for good (R4). */
  function userIdWrites({ before, after: { user } }: AccountChange): Write<Meaning>[] {
    if (before !== undefined) return [];
    const taken = Refusal.conflict('user_id_taken', `The user_id ${user.user_id} is taken.`);
    return [put({ ...userIdKey(user.user_id), account_id: user.id }, isNew, () => taken)];
  }

  /**
   * Who becomes an active human Admin joins the roster; who ceases to be one leaves it, if another remains (R8). The
   * first of all founds the roster.
   */
  function rosterWrites({ before, after, founding }: AccountChange): Write<Meaning>[] {
    const [was, is] = [before !== undefined && isActiveHumanAdmin(before.user), isActiveHumanAdmin(after.user)];
    if (was === is) return [];
    const account = new Set([after.user.id]);
    if (founding)
      return [roster('ADD admins :account', account, isNew, () => ({ committed: false, current: undefined }))];
    if (is)
      return [roster('ADD admins :account', account, always, () => corrupt('an unconditional write was refused'))];
    const last = Refusal.rule('last_human_admin', 'The workspace would be left without an active human Admin.');
    return [roster('DELETE admins :account', account, anotherAdminRemains, () => last)];
  }

  const roster = (
    UpdateExpression: string,
    account: Set<number>,
    { ExpressionAttributeValues, ...condition }: Partial<Condition>,
    refused: Write<Meaning>['refused'],
  ): Write<Meaning> => ({
    item: {
      Update: {
        TableName,
        Key: humanAdminsKey,
        UpdateExpression,
        ...condition,
        ExpressionAttributeValues: { ...ExpressionAttributeValues, ':account': account },
      },
    },
    refused,
  });

  /** Each token has a pointer to its account; those of Service Users are listed by it. */
  function tokenWrites({ before, after }: AccountChange): Write<Meaning>[] {
    const idsBefore = new Set(before?.tokens.map(({ id }) => id));
    const idsAfter = new Set(after.tokens.map(({ id }) => id));
    const listed = after.user.user_type === 'Service';
    const added = [...idsAfter.difference(idsBefore)].map((id) =>
      put(
        {
          ...tokenKey(id),
          token_id: id,
          account_id: after.user.id,
          ...(listed && { [LIST_KEY]: LISTS.serviceTokens, [INDEXES.created.sortKey]: sortableId(id) }),
        },
        isNew,
        () => corrupt(`token ${id} exists already`),
      ),
    );
    const deleted = [...idsBefore.difference(idsAfter)].map((id) => ({
      item: { Delete: { TableName, Key: tokenKey(id) } },
      refused: () => corrupt(`token ${id} cannot be deleted`),
    }));
    return [...added, ...deleted];
  }

  /** No change without its entry, no entry without its change (R12). An id that is taken is no refusal: try another. */
  function auditWrites({ before, entries }: AccountChange): Write<Meaning>[] {
    return entries.map((entry) => put(toAuditItem(entry), isNew, () => ({ committed: false, current: before })));
  }

  function writesOf(change: AccountChange): Write<Meaning>[] {
    return [
      accountWrite(change),
      ...rosterWrites(change),
      ...userIdWrites(change),
      ...tokenWrites(change),
      ...auditWrites(change),
    ];
  }

  return {
    byId,
    longestCommit: LONGEST_CALL_MS,
    byUserId: (userId) => byPointer(userIdKey(userId)),
    byTokenId: (tokenId) => byPointer(tokenKey(tokenId)),

    async commit(change) {
      const { before } = change;
      const account = { ...change.after, version: (before?.version ?? 0) + 1 };
      const refused = await transact(client, writesOf({ ...change, after: account }));
      if (refused === undefined) return { committed: true, account };
      if (refused === CONTENDED) return { committed: false, current: before };
      if (refused instanceof Refusal) throw refused;
      return refused;
    },
  };
}

const always: Partial<Condition> = {};

function corrupt(what: string): never {
  throw new Error(`The table contradicts itself: ${what}`);
}
