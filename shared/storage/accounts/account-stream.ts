// Reads records of the table's stream: the state of an account before and after a write, and the cause of the write; the use
// of a federation policy; a refused rotation.
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { StreamRecord } from 'aws-lambda';
import type { AccountEvent, AccountWrite } from '../../domain/events.ts';
import { type Item, migrateItem } from '../dynamodb/schema-version.ts';
import { accountKey } from '../keys.ts';
import { parseAccountItem, parseCause } from './account-item.ts';
import { parseEvent } from './federation-uses.ts';

type Image = StreamRecord['NewImage'];

/** @throws Error when an image is not that of an account; DomainError `schema_too_new`. */
export function parseAccountWrite(oldImage: Image, newImage: Image): AccountWrite {
  const after = toItem(newImage ?? {});
  return {
    before: oldImage && parseAccountItem(toItem(oldImage)),
    after: parseAccountItem(after),
    cause: parseCause(after),
  };
}

/** Whether the record is about an account: others contain the event to publish. */
export function isAccountWrite(newImage: Image): boolean {
  return newImage?.sk?.S === accountKey(0).sk;
}

/** Returns the event that the write of an item added; undefined when it added none, as a restore does. */
export function parseStoredEvent(oldImage: Image, newImage: Image): AccountEvent | undefined {
  const [before, after] = [oldImage, newImage].map((image) => parseEvent(toItem(image ?? {})));
  return after?.id === before?.id ? undefined : after;
}

/** The types of aws-lambda and of the SDK describe the same JSON, but are not assignable to each other. */
function toItem(image: NonNullable<Image>): Item {
  return migrateItem(unmarshall(image as Record<string, AttributeValue>));
}
