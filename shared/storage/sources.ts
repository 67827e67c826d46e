// The lists of the system as sources of pages: an index (or the log itself) gives the order, the items are read fresh.
import { BatchGetCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Account } from '../domain/account.ts';
import type { AuditEntry } from '../domain/audit.ts';
import type { Listed, Source } from '../services/listing.ts';
import type { AuditLog, Directory } from '../services/ports.ts';
import { parseAccountItem } from './account-item.ts';
import { parseAuditItem } from './audit-item.ts';
import { orUnavailable } from './failures.ts';
import { accountKey, INDEXES, type Index, LIST_KEY, LISTS, PARTITIONS } from './keys.ts';
import { count, type Entry, type OrderedList, walk } from './ordered-query.ts';

const DEFAULT_CHUNK = 200;
const BATCH = 100;

export function dynamoDirectory(client: DynamoDBDocumentClient, TableName: string): Directory {
  const list = (index: Index, partitions: readonly string[], descending = false): OrderedList => ({
    TableName,
    IndexName: index.name,
    partitionKey: LIST_KEY,
    sortKey: index.sortKey,
    partitions,
    descending,
  });

  return {
    users({ types, includeDeactivated, sort, descending }) {
      const index = INDEXES[sort];
      const states = includeDeactivated ? [true, false] : [true];
      const partitions = types.flatMap((type) => states.map((active) => LISTS.users(type, active)));
      return source(client, list(index, partitions, descending), async (entries) => {
        const accounts = await readAccounts(client, TableName, entries);
        return entries.flatMap((entry) => {
          const account = accounts.get(entry.account_id as number);
          const listed = account !== undefined && (includeDeactivated || account.user.deleted_at === null);
          return listed ? [{ key: entry[index.sortKey] as string, item: account.user }] : [];
        });
      });
    },

    serviceTokens() {
      return source(client, list(INDEXES.created, [LISTS.serviceTokens]), async (entries) => {
        const accounts = await readAccounts(client, TableName, entries);
        return entries.flatMap((entry) => {
          const key = entry[INDEXES.created.sortKey] as string;
          const account = accounts.get(entry.account_id as number);
          const token = account?.tokens.find(({ id }) => id === Number(key));
          return account && token ? [{ key, item: { token, user: account.user } }] : [];
        });
      });
    },
  };
}

export function dynamoAuditLog(client: DynamoDBDocumentClient, TableName: string): AuditLog {
  const list = { TableName, partitionKey: 'pk', sortKey: 'sk', partitions: [PARTITIONS.auditLog], descending: true };
  return {
    entries: (): Source<AuditEntry> =>
      source(client, list, async (entries) =>
        entries.map((entry) => ({ key: entry.sk as string, item: parseAuditItem(entry) })),
      ),
  };
}

function source<T>(
  client: DynamoDBDocumentClient,
  list: OrderedList,
  load: (entries: Entry[]) => Promise<Listed<T>[]>,
): Source<T> {
  return {
    async *walk(after, expected = DEFAULT_CHUNK) {
      for await (const entries of walk(client, list, after, expected)) yield* await load(entries);
    },
    count: () => count(client, list),
    async keyAt(n) {
      let seen = 0;
      for await (const entries of walk(client, list, undefined, n)) {
        const entry = entries[n - seen - 1];
        if (entry !== undefined) return entry[list.sortKey] as string;
        seen += entries.length;
      }
      return undefined;
    },
  };
}

/** The accounts that the entries of an index name, strongly consistent: what is shown is what holds now. */
async function readAccounts(
  client: DynamoDBDocumentClient,
  TableName: string,
  entries: readonly Entry[],
): Promise<Map<number, Account>> {
  const ids = [...new Set(entries.map((entry) => entry.account_id as number))];
  const accounts = new Map<number, Account>();
  for (let from = 0; from < ids.length; from += BATCH) {
    let Keys: Record<string, unknown>[] = ids.slice(from, from + BATCH).map((id) => ({ ...accountKey(id) }));
    while (Keys.length > 0) {
      const command = new BatchGetCommand({ RequestItems: { [TableName]: { Keys, ConsistentRead: true } } });
      const answer = await orUnavailable(client.send(command));
      for (const item of answer.Responses?.[TableName] ?? []) {
        const account = parseAccountItem(item);
        accounts.set(account.user.id, account);
      }
      Keys = answer.UnprocessedKeys?.[TableName]?.Keys ?? [];
    }
  }
  return accounts;
}
