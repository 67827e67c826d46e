// Writes many items without conditions, into a table that nothing else writes to.
import { BatchWriteCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Item } from '../../shared/storage/dynamodb/schema-version.ts';
import type { Write } from '../../shared/storage/dynamodb/transaction.ts';
import type { Key } from '../../shared/storage/keys.ts';

/** The items that the writes of a transaction put. Updates of counters are left out. */
export function itemsOf(writes: readonly Write<unknown>[]): Item[] {
  return writes.flatMap(({ item }) => item('').Put?.Item ?? []);
}

type Request = { readonly PutRequest: { readonly Item: Item } } | { readonly DeleteRequest: { readonly Key: Item } };

/** Collects writes into batches of the largest size that DynamoDB accepts, and sends several batches concurrently. */
export class BulkWriter {
  private static readonly BATCH_SIZE = 25;
  private static readonly CONCURRENCY = 8;
  private readonly client: DynamoDBDocumentClient;
  private readonly tableName: string;
  private pending: Request[] = [];
  private readonly running = new Set<Promise<void>>();

  constructor(client: DynamoDBDocumentClient, tableName: string) {
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
    while (this.pending.length >= BulkWriter.BATCH_SIZE)
      await this.start(this.pending.splice(0, BulkWriter.BATCH_SIZE));
  }

  private async start(requests: Request[]): Promise<void> {
    if (this.running.size >= BulkWriter.CONCURRENCY) await Promise.race(this.running);
    const work: Promise<void> = this.write(requests).finally(() => this.running.delete(work));
    this.running.add(work);
  }

  private async write(requests: Request[]): Promise<void> {
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
