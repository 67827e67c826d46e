// Waits until DynamoDB Local has committed what it has acknowledged.
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import type { Database } from './table.ts';
import { REGION } from './template/stack.ts';

export interface CommittedWrites {
  /** Resolves when every write that was acknowledged before the call is committed to the file of the database. */
  wait(): Promise<void>;
  stop(): void;
}

/**
 * DynamoDB Local acknowledges TransactWriteItems when it has put the COMMIT into the queue of the only thread that uses its SQLite
 * database. A SIGKILL before the thread comes to it loses the transaction. Any other request waits in the same queue behind the
 * COMMIT, so the response to one shows that the transaction is committed.
 */
export function committedWrites({ endpoint, accessKeyId, secretAccessKey }: Database): CommittedWrites {
  const client = new DynamoDBClient({ endpoint, region: REGION, credentials: { accessKeyId, secretAccessKey } });
  return {
    wait: async () => {
      await client.send(new ListTablesCommand({ Limit: 1 }));
    },
    stop: () => client.destroy(),
  };
}
