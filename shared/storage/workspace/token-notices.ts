// Remembers up to when it was told which tokens expire or are unused.
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { TokenNotices } from '../../services/ports/effects.ts';
import { isNew } from '../conditions.ts';
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
      const condition = from === undefined ? isNew : publishedUntil(from);
      try {
        await client.send(new PutCommand({ TableName, Item, ...condition }));
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
      }
    },
  };
}

function publishedUntil(time: Date) {
  return { ConditionExpression: 'told_until = :time', ExpressionAttributeValues: { ':time': time.toISOString() } };
}
