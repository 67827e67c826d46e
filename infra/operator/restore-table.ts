// Replaces the content of a table with a restored workspace. Nothing else may write to the table at the same time.
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { DEPLOYMENT } from '../../shared/domain/audit.ts';
import { parseAuditItem } from '../../shared/storage/audit-log/audit-item.ts';
import type { Item } from '../../shared/storage/dynamodb/schema-version.ts';
import { type Key, PARTITIONS } from '../../shared/storage/keys.ts';
import { BulkWriter } from './bulk-write.ts';
import { readTable } from './sources.ts';

/**
 * Overwrites the items of the table, and deletes all others. An interrupted run can be repeated.
 *
 * @throws Error when the table has an audit entry that would be lost. Entries of the deployment, which created the workspace,
 * may be lost.
 */
export async function restoreTable(
  client: DynamoDBDocumentClient,
  TableName: string,
  items: readonly Item[],
): Promise<{ written: number; deleted: number }> {
  const restored = new Set(items.map(keyOf));
  const leftOver = (await readTable({ client, TableName })).filter((item) => !restored.has(keyOf(item)));
  const lost = leftOver.filter(({ pk }) => pk === PARTITIONS.auditLog).map(parseAuditItem);
  const others = lost.filter(({ actor }) => actor.user_id !== DEPLOYMENT.user_id);
  if (others.length > 0) {
    throw new Error(
      `The audit log of ${TableName} has ${others.length} entries that would be lost: add --survived ${TableName}`,
    );
  }
  const writer = new BulkWriter(client, TableName);
  await writer.add(items);
  await writer.flush();
  await writer.delete(leftOver as (Item & Key)[]);
  await writer.flush();
  return { written: items.length, deleted: leftOver.length };
}

function keyOf({ pk, sk }: Item): string {
  return `${pk}\u0000${sk}`;
}
