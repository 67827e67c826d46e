// Rewrites items with an older schema version in the newest one, during live traffic.
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, PutCommand, paginateScan } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { unchangedSinceRead } from '../../shared/storage/conditions.ts';
import { type Item, MIGRATIONS, type Migration, migrateItem } from '../../shared/storage/dynamodb/schema-version.ts';
import { PARTITIONS } from '../../shared/storage/keys.ts';

const CONCURRENCY = 25;

/**
 * Rewrites items with an older schema version, unless they were modified since they were read. An interrupted run can be
 * repeated. Audit entries are not rewritten (R12): they are migrated when they are read.
 *
 * @returns the number of items that were rewritten
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
    for (let from = 0; from < Items.length; from += CONCURRENCY) {
      const items = Items.slice(from, from + CONCURRENCY);
      const done = await Promise.all(items.map((item) => rewrite(client, TableName, item, upgrades)));
      rewritten += done.filter(Boolean).length;
    }
  }
  return rewritten;
}

/** @returns false if the item was deleted, or rewritten concurrently */
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

/** Increments the version, so that writers that read the item before fail their condition. */
function newVersion(item: Item): Item {
  return typeof item.version === 'number' ? { ...item, version: item.version + 1 } : item;
}

/** A condition on the version. For items without a version, such as counters, a condition on all attributes. */
function unchanged(item: Item) {
  if (typeof item.version === 'number') return unchangedSinceRead(item.version);
  const attributes = Object.entries(item);
  return {
    ConditionExpression: attributes.map((_, index) => `#a${index} = :v${index}`).join(' AND '),
    ExpressionAttributeNames: Object.fromEntries(attributes.map(([name], index) => [`#a${index}`, name])),
    ExpressionAttributeValues: Object.fromEntries(attributes.map(([, value], index) => [`:v${index}`, value])),
  };
}
