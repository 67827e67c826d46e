// Reads the account of a credential and records the use of the credential. A verification costs one strongly consistent
// read and no index.
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Credentials } from '../../services/ports/queries.ts';
import { unchangedSinceRead } from '../conditions.ts';
import { getItem } from '../dynamodb/get-item.ts';
import { sendBriefly } from '../dynamodb/send-briefly.ts';
import { accountKey, ONLY_USE } from '../keys.ts';
import { parseCredential } from './credential-item.ts';
import { byTime } from './sort-keys.ts';

/** The longest time that the record of a use delays a request. */
const LONGEST_RECORD_MS = 200;

export function dynamoCredentials(client: DynamoDBDocumentClient, TableName: string): Credentials {
  return {
    async find({ account_id, token_id }) {
      const item = await getItem(client, TableName, accountKey(account_id));
      return item && parseCredential(item, token_id);
    },

    async recordUse({ account: { version, user }, used, confirms, now }) {
      const condition = unchangedSinceRead(version);
      const time = now.toISOString();
      // The last login of a Service User is its last call. The last login of a person is recorded when they log in.
      const isLogin = user.user_type === 'Service';
      const assignments = [
        'version = version + :one',
        ...(used ? ['tokens.#token.last_used = :now'] : []),
        ...(used?.isPrevious ? ['tokens.#token.previous.last_used = :now'] : []),
        ...(confirms ? ['tokens.#token.confirmed_at = :now'] : []),
        // The stream of the table does not pass such writes on to the publisher of events, because they have none.
        `${ONLY_USE} = :true`,
        ...(isLogin ? ['last_login = :now', 'by_time = :order'] : []),
      ];
      const command = new UpdateCommand({
        TableName,
        Key: accountKey(user.id),
        UpdateExpression: `SET ${assignments.join(', ')}`,
        ...condition,
        ...(used && { ExpressionAttributeNames: { '#token': String(used.token.id) } }),
        ExpressionAttributeValues: {
          ...condition.ExpressionAttributeValues,
          ':one': 1,
          ':now': time,
          ':true': true,
          ...(isLogin && { ':order': byTime(time, user.id) }),
        },
      });
      try {
        await (confirms ? client.send(command) : sendBriefly(client, command, LONGEST_RECORD_MS));
        return true;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return false;
        throw error;
      }
    },
  };
}
