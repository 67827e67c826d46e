// Moves the guard items and list entries of names to the sort key that `nameKey` makes today.
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, paginateScan, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { nameKey } from '../../shared/domain/names.ts';
import { isNew, unchangedSinceRead } from '../../shared/storage/conditions.ts';
import { getItem } from '../../shared/storage/dynamodb/get-item.ts';
import type { Item } from '../../shared/storage/dynamodb/schema-version.ts';
import { datastoreKey, PARTITIONS, teamKey } from '../../shared/storage/keys.ts';

/** The result of `rekeyNames`. */
export interface RekeyedNames {
  readonly moved: number;
  /** A sentence for each item that was not moved. */
  readonly conflicts: readonly string[];
}

/**
 * Moves each item whose sort key was made by an earlier `nameKey`, one transaction each, so it runs next to requests and
 * can be run again. The entry of a name that its team or datastore no longer has is deleted.
 */
export async function rekeyNames(client: DynamoDBDocumentClient, TableName: string): Promise<RekeyedNames> {
  const named = {
    FilterExpression: 'pk IN (:teams, :datastores) OR begins_with(pk, :lists)',
    ExpressionAttributeValues: {
      ':teams': PARTITIONS.teamNames,
      ':datastores': PARTITIONS.datastoreNames,
      ':lists': PARTITIONS.teamDatastores.replace('*', ''),
    },
  };
  let moved = 0;
  const conflicts: string[] = [];
  for await (const { Items = [] } of paginateScan({ client }, { TableName, ConsistentRead: true, ...named })) {
    for (const entry of Items.filter(({ sk }) => nameKey(sk) !== sk)) {
      const conflict = await move(client, TableName, entry);
      if (conflict === undefined) moved += 1;
      else conflicts.push(conflict);
    }
  }
  return { moved, conflicts };
}

/** Moves one item, if neither it nor its team or datastore changes in the meantime. */
async function move(client: DynamoDBDocumentClient, TableName: string, entry: Item): Promise<string | undefined> {
  const [kind, key] =
    entry.pk === PARTITIONS.teamNames ? (['team', teamKey] as const) : (['datastore', datastoreKey] as const);
  const Key = key(entry.id as number);
  const resource = await getItem(client, TableName, Key);
  const sk = nameKey(entry.sk as string);
  const isCurrent = resource !== undefined && nameKey(resource.name as string) === sk;
  const unchanged = { ConditionExpression: '', ...(resource ? unchangedSinceRead(resource.version as number) : isNew) };
  const remove = {
    Key: { pk: entry.pk, sk: entry.sk },
    ConditionExpression: 'id = :id',
    ExpressionAttributeValues: { ':id': entry.id },
  };
  const TransactItems = [
    { Delete: { TableName, ...remove } },
    { ConditionCheck: { TableName, Key, ...unchanged } },
    ...(isCurrent ? [{ Put: { TableName, Item: { ...entry, sk }, ...isNew } }] : []),
  ];
  try {
    await client.send(new TransactWriteCommand({ TransactItems }));
    return undefined;
  } catch (error) {
    if (!(error instanceof TransactionCanceledException)) throw error;
    const nameIsTaken = error.CancellationReasons?.[2]?.Code === 'ConditionalCheckFailed';
    return nameIsTaken
      ? `The ${kind} ${entry.id} has the same name as another ${kind} now. Rename the other ${kind}, then run the command again.`
      : `The ${kind} ${entry.id} was changed concurrently. Run the command again.`;
  }
}
