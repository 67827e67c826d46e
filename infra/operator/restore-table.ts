// Makes a table hold a restored workspace, and nothing else. Nobody else writes to it meanwhile.
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { DEPLOYMENT } from '../../shared/domain/audit.ts';
import { parseAuditItem } from '../../shared/storage/audit-log/audit-item.ts';
import type { Item } from '../../shared/storage/dynamodb/schema-version.ts';
import { type Key, PARTITIONS } from '../../shared/storage/keys.ts';
import { BulkWriter } from './bulk-write.ts';
import { readTable } from './sources.ts';

/**
 * Writes the items over what the table holds, and deletes the rest. Stopped half-way, it is run again.
 *
 * @throws Error when the table has an audit entry that would be lost; those of the deployment itself, which founded it, may go.
 */
export async function restoreTable(
  client: DynamoDBDocumentClient,
  TableName: string,
  items: readonly Item[],
): Promise<{ written: number; deleted: number }> {
  const restored = new Set(items.map(placeOf));
  const leftOver = (await readTable({ client, TableName })).filter((item) => !restored.has(placeOf(item)));
  const lost = leftOver.filter(({ pk }) => pk === PARTITIONS.auditLog).map(parseAuditItem);
  const others = lost.filter(({ actor }) => actor.user_id !== DEPLOYMENT.user_id);
  if (others.length > 0) {
    throw new Error(
      `The audit log of ${TableName} has ${others.length} entries that would be lost: give it as --survived`,
    );
  }
  const writer = new BulkWriter(client, TableName);
  await writer.add(items);
  await writer.flush();
  await writer.delete(leftOver as (Item & Key)[]);
  await writer.flush();
  return { written: items.length, deleted: leftOver.length };
}

function placeOf({ pk, sk }: Item): string {
  return `${pk}\u0000${sk}`;
}
