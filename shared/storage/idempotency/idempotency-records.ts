// The records of creations with an idempotency key.
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { DomainError } from '../../domain/errors.ts';
import { type IdempotencyRecord, repeatError } from '../../domain/idempotency.ts';
import type { IdempotencyRecords } from '../../services/ports/queries.ts';
import { isNewOrExpired } from '../conditions.ts';
import { itemOf, number, text } from '../dynamodb/attributes.ts';
import { getItem } from '../dynamodb/get-item.ts';
import type { Item } from '../dynamodb/schema-version.ts';
import { put, type Write } from '../dynamodb/transaction.ts';
import { idempotencyKey, TTL } from '../keys.ts';

const parseAttributes = itemOf({ key: text, request: text, created_id: number, created: number, [TTL]: number });

function parseIdempotencyItem(item: Item): IdempotencyRecord {
  const { [TTL]: expires, ...record } = parseAttributes(item);
  return { ...record, expires };
}

export function dynamoIdempotencyRecords(client: DynamoDBDocumentClient, TableName: string): IdempotencyRecords {
  return {
    async find(key, now) {
      const item = await getItem(client, TableName, idempotencyKey(key));
      const record = item && parseIdempotencyItem(item);
      return record && record.expires * 1000 > now.getTime() ? record : undefined;
    },
  };
}

/** Stores the record, unless there is one that has not expired: DynamoDB deletes expired items some time later. */
export function idempotencyWrite({ expires, ...record }: IdempotencyRecord): Write<DomainError> {
  return put(
    { ...idempotencyKey(record.key), ...record, [TTL]: expires },
    {
      condition: isNewOrExpired(record.created),
      onRejected(stored) {
        if (stored === undefined) throw new Error('DynamoDB rejected an idempotency record that is new');
        return repeatError(parseIdempotencyItem(stored), record);
      },
    },
  );
}
