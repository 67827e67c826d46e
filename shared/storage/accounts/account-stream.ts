// What the table's stream says of an account: its state before a write and after it, and who wrote it.
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { StreamRecord } from 'aws-lambda';
import type { Account } from '../../domain/account.ts';
import type { Cause } from '../../domain/events.ts';
import { type Item, migrateItem } from '../dynamodb/schema-version.ts';
import { parseAccountItem, parseCause } from './account-item.ts';

type Image = StreamRecord['NewImage'];

/** @throws when an image is not that of an account. */
export function parseAccountWrite(
  oldImage: Image,
  newImage: Image,
): { before: Account | undefined; after: Account; cause: Cause } {
  const after = itemOf(newImage ?? {});
  return {
    before: oldImage && parseAccountItem(itemOf(oldImage)),
    after: parseAccountItem(after),
    cause: parseCause(after),
  };
}

/** Lambda's types and the SDK's say the same differently. */
function itemOf(image: NonNullable<Image>): Item {
  return migrateItem(unmarshall(image as Record<string, AttributeValue>));
}
