// What authentication reads and notes: one account, one read, no index.
import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Credentials } from '../../services/ports/queries.ts';
import { unchangedSinceRead } from '../conditions.ts';
import { getItem } from '../dynamodb/get-item.ts';
import { accountKey } from '../keys.ts';
import { byLastLogin, parseCredential } from './account-item.ts';

export function dynamoCredentials(client: DynamoDBDocumentClient, TableName: string): Credentials {
  return {
    async find({ account_id, token_id }) {
      const item = await getItem(client, TableName, accountKey(account_id));
      return item && parseCredential(item, token_id);
    },

    async recordUse({ version, user }, used, now) {
      const condition = unchangedSinceRead(version);
      const at = now.toISOString();
      const login = user.user_type === 'Service';
      const sets = [
        'version = version + :one',
        ...(used ? ['tokens.#token.last_used = :now'] : []),
        ...(used?.isPrevious ? ['tokens.#token.previous.last_used = :now'] : []),
        ...(login ? ['last_login = :now', 'by_last_login = :order'] : []),
      ];
      await client.send(
        new UpdateCommand({
          TableName,
          Key: accountKey(user.id),
          UpdateExpression: `SET ${sets.join(', ')}`,
          ...condition,
          ...(used && { ExpressionAttributeNames: { '#token': String(used.token.id) } }),
          ExpressionAttributeValues: {
            ...condition.ExpressionAttributeValues,
            ':one': 1,
            ':now': at,
            ...(login && { ':order': byLastLogin(at, user.id) }),
          },
        }),
      );
    },
  };
}
