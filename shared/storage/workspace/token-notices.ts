// Stores the progress of the notices about expiring and unused tokens: the time up to which they were published.
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { TokenNotices } from '../../services/ports/effects.ts';
import { type Condition, isNew } from '../conditions.ts';
import { getItem } from '../dynamodb/get-item.ts';
import { SCHEMA_VERSION } from '../dynamodb/schema-version.ts';
import { tokenNoticesKey } from '../keys.ts';

export function dynamoTokenNotices(client: DynamoDBDocumentClient, TableName: string): TokenNotices {
  return {
    async publishedUntil() {
      const item = await getItem(client, TableName, tokenNoticesKey);
      return item && new Date(item.told_until as string);
    },

    async advance(from, to) {
      const Item = { ...tokenNoticesKey, schema: SCHEMA_VERSION, told_until: to.toISOString() };
      const condition = from === undefined ? isNew : isPublishedUntil(from);
      try {
        await client.send(new PutCommand({ TableName, Item, ...condition }));
      } catch (error) {
        // A concurrent run has published the same notices and has advanced the time.
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
      }
    },
  };
}

function isPublishedUntil(time: Date): Condition {
  return { ConditionExpression: 'told_until = :time', ExpressionAttributeValues: { ':time': time.toISOString() } };
}
