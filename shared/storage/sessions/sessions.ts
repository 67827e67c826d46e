// The repository of sessions.
import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { Session } from '../../domain/session.ts';
import type { Sessions } from '../../services/ports/repositories.ts';
import { batchGet } from '../dynamodb/batch-get.ts';
import { LONGEST_CALL_MS } from '../dynamodb/document-client.ts';
import { orUnavailable } from '../dynamodb/failures.ts';
import { getItem } from '../dynamodb/get-item.ts';
import { migrateItem } from '../dynamodb/schema-version.ts';
import { commitWrites, modifiedConcurrently } from '../dynamodb/transaction.ts';
import { sessionKey, sessionsOf, TTL } from '../keys.ts';
import { parseSessionItem } from './session-item.ts';
import { creationWrites, endingWrites } from './session-writes.ts';

/** Limits what the sessions of an account cost to read. */
const MAX_LISTED = 1000;

export function dynamoSessions(client: DynamoDBDocumentClient, TableName: string): Sessions {
  return {
    longestCommit: LONGEST_CALL_MS,

    async byId(accountId, id) {
      const item = await getItem(client, TableName, sessionKey(accountId, id));
      return item && parseSessionItem(item);
    },

    byIds: async (ids) =>
      (
        await batchGet(
          client,
          TableName,
          ids.map(({ account_id, id }) => sessionKey(account_id, id)),
        )
      ).map(parseSessionItem),

    async ofAccount(accountId, now) {
      const command = new QueryCommand({
        TableName,
        ConsistentRead: true,
        Limit: MAX_LISTED,
        KeyConditionExpression: 'pk = :sessions',
        FilterExpression: '#ttl > :now',
        ExpressionAttributeNames: { '#ttl': TTL },
        ExpressionAttributeValues: { ':sessions': sessionsOf(accountId), ':now': Math.floor(now.getTime() / 1000) },
      });
      const { Items = [] } = await orUnavailable(client.send(command));
      return Items.map((item) => parseSessionItem(migrateItem(item)));
    },

    async create(created) {
      const writes = creationWrites(created, () => modifiedConcurrently<Session>(undefined));
      return (await commitWrites({ client, TableName, before: undefined, writes })).committed;
    },

    commit: (change) => commitWrites({ client, TableName, before: change.before, writes: endingWrites(change) }),
  };
}
