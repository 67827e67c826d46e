// Writes many items without conditions, into a table that nothing else writes to.
import { BatchWriteCommand, type DynamoDBDocumentClient, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import type { Item } from '../../shared/storage/dynamodb/schema-version.ts';
import type { Write } from '../../shared/storage/dynamodb/transaction.ts';
import type { Key } from '../../shared/storage/keys.ts';

/** The items that the writes of a transaction put. Updates of counters are left out. */
export function itemsOf(writes: readonly Write<unknown>[]): Item[] {
  return writes.flatMap(({ item }) => item('').Put?.Item ?? []);
}

type Request = { readonly PutRequest: { readonly Item: Item } } | { readonly DeleteRequest: { readonly Key: Item } };

/** How writes are sent, each with the largest number of writes that DynamoDB accepts. */
const MODES = {
  batches: { size: 25, concurrency: 8 },
  /** DynamoDB Local flushes each write of a batch to the disk, but a transaction once. In memory and on AWS, batches are cheaper. */
  transactions: { size: 100, concurrency: 2 },
} as const;

export type BulkMode = keyof typeof MODES;

/** Collects writes, and sends several batches or transactions concurrently. */
export class BulkWriter {
  private readonly client: DynamoDBDocumentClient;
  private readonly tableName: string;
  private readonly mode: BulkMode;
  private pending: Request[] = [];
  private readonly running = new Set<Promise<void>>();

  constructor(client: DynamoDBDocumentClient, tableName: string, mode: BulkMode = 'batches') {
    this.mode = mode;
    this.client = client;
    this.tableName = tableName;
  }

  add(items: readonly Item[]): Promise<void> {
    return this.collect(items.map((Item) => ({ PutRequest: { Item } })));
  }

  delete(keys: readonly Key[]): Promise<void> {
    return this.collect(keys.map(({ pk, sk }) => ({ DeleteRequest: { Key: { pk, sk } } })));
  }

  async flush(): Promise<void> {
    if (this.pending.length > 0) await this.start(this.pending.splice(0));
    await Promise.all(this.running);
  }

  private async collect(requests: readonly Request[]): Promise<void> {
    this.pending.push(...requests);
    const { size } = MODES[this.mode];
    while (this.pending.length >= size) await this.start(this.pending.splice(0, size));
  }

  private async start(requests: Request[]): Promise<void> {
    if (this.running.size >= MODES[this.mode].concurrency) await Promise.race(this.running);
    const write = this.mode === 'batches' ? this.writeBatch(requests) : this.writeTransaction(requests);
    const work: Promise<void> = write.finally(() => this.running.delete(work));
    this.running.add(work);
  }

  private async writeTransaction(requests: readonly Request[]): Promise<void> {
    const { tableName: TableName } = this;
    const TransactItems = requests.map((request) =>
      'PutRequest' in request
        ? { Put: { TableName, ...request.PutRequest } }
        : { Delete: { TableName, ...request.DeleteRequest } },
    );
    await this.client.send(new TransactWriteCommand({ TransactItems }));
  }

  private async writeBatch(requests: Request[]): Promise<void> {
    let left = requests;
    while (left.length > 0) {
      const RequestItems = { [this.tableName]: left };
      const { UnprocessedItems = {} } = await this.client.send(new BatchWriteCommand({ RequestItems }));
      // The response has the short name of the table. When the request has an ARN, the short name could be another table in
      // the account of the caller, so the next request has the original name again.
      left = Object.values(UnprocessedItems as typeof RequestItems).flat();
    }
  }
}
