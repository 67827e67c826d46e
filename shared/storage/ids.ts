// Ids: whole numbers that grow, given once. A transaction that fails leaves a gap, and nothing else.
import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Ids } from '../services/ports.ts';
import { orUnavailable } from './failures.ts';
import { sequencesKey } from './keys.ts';

export function dynamoIds(client: DynamoDBDocumentClient, TableName: string): Ids {
  return {
    async next(wanted) {
      const command = new UpdateCommand({
        TableName,
        Key: sequencesKey,
        UpdateExpression: 'ADD last_user :users, last_token :tokens',
        ExpressionAttributeValues: { ':users': wanted.users, ':tokens': wanted.tokens },
        ReturnValues: 'ALL_NEW',
      });
      const { Attributes } = await orUnavailable(client.send(command));
      return { user: Attributes?.last_user as number, token: Attributes?.last_token as number };
    },
  };
}
