// Stores when the federation policies of an account were last used and by which subject: one item for each account, apart
// from the account itself, so that many exchanges at once do not conflict with its changes.
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { type AccountEvent, federationEvent } from '../../domain/events.ts';
import type { FederationUses, PolicyUse } from '../../services/ports/queries.ts';
import { log } from '../../telemetry/log.ts';
import { anyMap, nullable, text, withDefault } from '../dynamodb/attributes.ts';
import { batchGet } from '../dynamodb/batch-get.ts';
import { getItem } from '../dynamodb/get-item.ts';
import { type Item, withSchemaVersion } from '../dynamodb/schema-version.ts';
import { sendBriefly } from '../dynamodb/send-briefly.ts';
import { federationUseKey } from '../keys.ts';

/** The longest time that the record of a use delays a request. */
const LONGEST_RECORD_MS = 200;

/** A use and a rejection of a policy are each recorded at most once in this time. */
const RECORD_INTERVAL_MS = 5 * 60 * 1000;

/**
 * The attributes of a policy. They are not in a map, because an update cannot set a value in a map and create the map at
 * once.
 */
const attributesOf = (policyId: number) => ({
  last_used: `last_used#${policyId}`,
  last_subject: `last_subject#${policyId}`,
  last_refused: `last_refused#${policyId}`,
});

/** The event of an item, here of the last record, which the reader of the table's stream publishes. */
export const EVENT = 'event';

export function parseEvent(item: Item): AccountEvent | undefined {
  return withDefault(anyMap, undefined)(item[EVENT], EVENT) as AccountEvent | undefined;
}

const optionalText = withDefault(nullable(text), null);

function parseUse(item: Item, policyId: number): PolicyUse {
  const names = attributesOf(policyId);
  const read = (name: string) => optionalText(item[name], name);
  return {
    last_used: read(names.last_used),
    last_subject: read(names.last_subject),
    last_refused: read(names.last_refused),
  };
}

export function dynamoFederationUses(client: DynamoDBDocumentClient, TableName: string): FederationUses {
  return {
    async of(accountId) {
      const item = (await getItem(client, TableName, federationUseKey(accountId))) ?? {};
      return (policyId) => parseUse(item, policyId);
    },

    async ofAccounts(accountIds) {
      const items = await batchGet(client, TableName, accountIds.map(federationUseKey));
      const byPartition = new Map(items.map((item) => [item.pk, item]));
      return (accountId, policyId) => parseUse(byPartition.get(federationUseKey(accountId).pk) ?? {}, policyId);
    },

    async record(use) {
      const { account, policy, subject, outcome, now } = use;
      const { last_used, last_subject, last_refused } = attributesOf(policy.id);
      const isUse = outcome === 'used';
      const command = new UpdateCommand({
        TableName,
        Key: federationUseKey(account.user.id),
        UpdateExpression: `${withSchemaVersion.expression}, #time = :now, #event = :event${isUse ? ', #subject = :subject' : ''}`,
        ConditionExpression: 'attribute_not_exists(#time) OR #time <= :due',
        ExpressionAttributeNames: {
          ...withSchemaVersion.names,
          '#time': isUse ? last_used : last_refused,
          '#event': EVENT,
          ...(isUse && { '#subject': last_subject }),
        },
        ExpressionAttributeValues: {
          ...withSchemaVersion.values,
          ':now': now.toISOString(),
          ':event': federationEvent(use),
          ':due': new Date(now.getTime() - RECORD_INTERVAL_MS).toISOString(),
          ...(isUse && { ':subject': subject }),
        },
      });
      try {
        await sendBriefly(client, command, LONGEST_RECORD_MS);
      } catch (error) {
        // The same was recorded a moment ago, unless the write failed. The next use is recorded instead then.
        if (error instanceof ConditionalCheckFailedException) return;
        log('WARN', 'the use of a federation policy was not recorded', {
          user_id: account.user.user_id,
          policy_id: policy.id,
          cause: (error as Error).name,
        });
      }
    },
  };
}
