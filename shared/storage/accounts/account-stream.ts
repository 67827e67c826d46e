// Reads records of the table's stream: the state of an account before and after a write, and the cause of the write; the use
// of a federation policy.
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { StreamRecord } from 'aws-lambda';
import type { AccountEvent, AccountWrite } from '../../domain/events.ts';
import { type Item, migrateItem } from '../dynamodb/schema-version.ts';
import { federationUseKey } from '../keys.ts';
import { parseAccountItem, parseCause } from './account-item.ts';
import { parseFederationEvent } from './federation-uses.ts';

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

/** Whether the record is about the uses of federation policies, and not about an account. */
export function isFederationUse(newImage: Image): boolean {
  return newImage?.sk?.S === federationUseKey(0).sk;
}

/** Returns the event that the write of a record of uses added; undefined when it added none, as a restore does. */
export function parseFederationUse(oldImage: Image, newImage: Image): AccountEvent | undefined {
  const [before, after] = [oldImage, newImage].map((image) => parseFederationEvent(toItem(image ?? {})));
  return after?.id === before?.id ? undefined : after;
}

/** The types of aws-lambda and of the SDK describe the same JSON, but are not assignable to each other. */
function toItem(image: NonNullable<Image>): Item {
  return migrateItem(unmarshall(image as Record<string, AttributeValue>));
}
