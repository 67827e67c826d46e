// Rewrites the items of older layouts in the newest one, beside live traffic.
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, PutCommand, paginateScan } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { unchangedSinceRead } from '../../shared/storage/conditions.ts';
import { type Item, MIGRATIONS, type Migration, migrateItem } from '../../shared/storage/dynamodb/schema-version.ts';
import { PARTITIONS } from '../../shared/storage/keys.ts';

const AT_ONCE = 25;

/**
 * Rewrites what is older than the newest layout, each item only as long as nobody else has written it. Stopped half-way, it
 * is run again: what is done is passed over. Audit entries stay as they were written (R12); they are read as the newest.
 *
 * @returns how many items it rewrote.
 */
export async function rewriteOlderItems(
  client: DynamoDBDocumentClient,
  TableName: string,
  upgrades: readonly Migration[] = MIGRATIONS,
): Promise<number> {
  const older = {
    FilterExpression: 'pk <> :audit AND (attribute_not_exists(#schema) OR #schema < :newest)',
    ExpressionAttributeNames: { '#schema': 'schema' },
    ExpressionAttributeValues: { ':audit': PARTITIONS.auditLog, ':newest': upgrades.length },
  };
  let rewritten = 0;
  for await (const { Items = [] } of paginateScan({ client }, { TableName, ConsistentRead: true, ...older })) {
    for (let from = 0; from < Items.length; from += AT_ONCE) {
      const items = Items.slice(from, from + AT_ONCE);
      const done = await Promise.all(items.map((item) => rewrite(client, TableName, item, upgrades)));
      rewritten += done.filter(Boolean).length;
    }
  }
  return rewritten;
}

/** @returns false when it is gone, or somebody else has rewritten it. */
async function rewrite(
  client: DynamoDBDocumentClient,
  TableName: string,
  item: Item,
  upgrades: readonly Migration[],
): Promise<boolean> {
  let stored: Item | undefined = item;
  while (stored !== undefined && (stored.schema ?? 0) !== upgrades.length) {
    const Item = newVersion(migrateItem(stored, upgrades));
    const condition = { ...unchanged(stored), ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } as const;
    try {
      await client.send(new PutCommand({ TableName, Item, ...condition }));
      return true;
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      stored = error.Item && unmarshall(error.Item);
    }
  }
  return false;
}

/** Who read the item before must not write over what is rewritten. */
function newVersion(item: Item): Item {
  return typeof item.version === 'number' ? { ...item, version: item.version + 1 } : item;
}

/** By its version; items without one, such as counters, by all that they hold. */
function unchanged(item: Item) {
  if (typeof item.version === 'number') return unchangedSinceRead(item.version);
  const attributes = Object.entries(item);
  return {
    ConditionExpression: attributes.map((_, index) => `#a${index} = :v${index}`).join(' AND '),
    ExpressionAttributeNames: Object.fromEntries(attributes.map(([name], index) => [`#a${index}`, name])),
    ExpressionAttributeValues: Object.fromEntries(attributes.map(([, value], index) => [`:v${index}`, value])),
  };
}
