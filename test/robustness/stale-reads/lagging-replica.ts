// A replica of the table that lags behind: another table in its own database, where each written item arrives after a delay. It
// serves every read of the functions that is eventually consistent, which includes every read of an index.
import { randomBytes } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { inject } from 'vitest';
import { ensureTable } from '../../../infra/local/table.ts';
import { readAssembly } from '../../../infra/local/template/assembly.ts';
import { REGION, resolveStack } from '../../../infra/local/template/stack.ts';
import type { Key } from '../../../shared/storage/keys.ts';
import { accessSetOf, textOf } from '../support/access-set.ts';
import type { SystemUnderTest } from '../support/system-under-test.ts';
import { type ItemWrite, readItems, writeItems } from '../support/table-items.ts';

export interface Replica {
  /** Moves the clock of the replica forward, in milliseconds, and applies the writes that have arrived. */
  pass(time: number): Promise<void>;
  /** The number of reads that the replica has served. */
  served(): number;
  stop(): void;
}

interface PendingWrite {
  readonly arrives: number;
  readonly key: string;
  readonly write: ItemWrite;
}

/** @param lag - The delay of the next item, in milliseconds of the replica's clock. */
export async function startLaggingReplica(system: SystemUnderTest, lag: () => number): Promise<Replica> {
  const { client, directClient, tableName } = system;
  const { accessKeyId, replica } = await emptyCopy();
  let [now, served] = [0, 0];
  let pending: PendingWrite[] = [];
  const lastArrival = new Map<string, number>();

  /** The writes of one item arrive in their order. The items of one transaction arrive at different times. */
  async function send(keys: readonly Key[]): Promise<void> {
    const stored = await readItems(directClient, tableName, keys);
    for (const { pk, sk } of keys) {
      const key = textOf({ pk, sk });
      const Item = stored.get(key);
      const arrives = Math.max(now + lag(), lastArrival.get(key) ?? 0);
      lastArrival.set(key, arrives);
      pending.push({ arrives, key, write: Item ? { PutRequest: { Item } } : { DeleteRequest: { Key: { pk, sk } } } });
    }
  }

  const items = await system.items();
  await writeItems(
    replica,
    tableName,
    items.map((Item) => ({ PutRequest: { Item } })),
  );
  client.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        const response = await next(args);
        if (/^(Update|Transact)/.test(commandName)) {
          await send(accessSetOf(commandName, args.input).map(({ key }) => key));
        }
        return response;
      },
    { step: 'initialize', name: 'writes' },
  );
  client.middlewareStack.add(
    (next, { commandName = '' }) =>
      (args) => {
        if (!mayBeStale(commandName, args.input)) return next(args);
        served += 1;
        const request = args.request as { readonly headers: Readonly<Record<string, string>> };
        const authorization = request.headers.authorization?.replace(/Credential=[^/]+/, `Credential=${accessKeyId}`);
        return next({ ...args, request: { ...request, headers: { ...request.headers, authorization } } });
      },
    { step: 'finalizeRequest', priority: 'low', name: 'stale reads' },
  );
  return {
    async pass(time) {
      now += time;
      const arrived = new Map(
        pending.filter(({ arrives }) => arrives <= now).map(({ key, write }) => [key, write] as const),
      );
      pending = pending.filter(({ arrives }) => arrives > now);
      await writeItems(replica, tableName, [...arrived.values()]);
    },
    served: () => served,
    stop() {
      client.middlewareStack.remove('writes');
      client.middlewareStack.remove('stale reads');
      replica.destroy();
    },
  };
}

/** An empty table like that of the stack. DynamoDB Local has a database for each access key. */
async function emptyCopy(): Promise<{ accessKeyId: string; replica: DynamoDBDocumentClient }> {
  const credentials = { accessKeyId: `replica${randomBytes(8).toString('hex')}`, secretAccessKey: 'x' };
  const endpoint = inject('endpoint');
  const [table] = resolveStack(readAssembly(inject('assembly'))).of('AWS::DynamoDB::GlobalTable');
  if (table === undefined) throw new Error('The stack has no table.');
  await ensureTable({ endpoint, ...credentials }, table);
  const client = new DynamoDBClient({ endpoint, region: REGION, credentials });
  return { accessKeyId: credentials.accessKeyId, replica: DynamoDBDocumentClient.from(client) };
}

function mayBeStale(commandName: string, input: object): boolean {
  const { ConsistentRead, RequestItems = {} } = input as { ConsistentRead?: boolean; RequestItems?: object };
  if (/^(GetItem|Query|Scan)/.test(commandName)) return !ConsistentRead;
  if (!commandName.startsWith('BatchGetItem')) return false;
  return Object.values(RequestItems).some((one: { ConsistentRead?: boolean }) => !one.ConsistentRead);
}
