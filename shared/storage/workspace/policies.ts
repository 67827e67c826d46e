// The token policy in DynamoDB: one item, which is not there until an Admin changes the default.
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { DEFAULT_POLICY, type Policy } from '../../domain/policy.ts';
import { ROLES } from '../../domain/user.ts';
import type { Policies } from '../../services/ports/repositories.ts';
import { auditWrites } from '../audit-log/audit-writes.ts';
import { isNew, unchangedSinceRead } from '../conditions.ts';
import { itemOf, listOf, number, oneOf } from '../dynamodb/attributes.ts';
import { LONGEST_CALL_MS } from '../dynamodb/document-client.ts';
import { getItem } from '../dynamodb/get-item.ts';
import type { Item } from '../dynamodb/schema-version.ts';
import { commit, put } from '../dynamodb/transaction.ts';
import { policyKey } from '../keys.ts';

export const parsePolicyItem = itemOf<Policy>({
  version: number,
  max_lifetime_days: number,
  never_expiring_roles: listOf(oneOf(ROLES)),
  max_overlap_hours: number,
  max_tokens_per_account: number,
  unused_after_days: number,
});

export function toPolicyItem(policy: Policy): Item {
  return { ...policyKey, ...policy };
}

export function dynamoPolicies(client: DynamoDBDocumentClient, TableName: string): Policies {
  return {
    longestCommit: LONGEST_CALL_MS,

    async current() {
      const item = await getItem(client, TableName, policyKey);
      return item ? parsePolicyItem(item) : DEFAULT_POLICY;
    },

    commit({ before = DEFAULT_POLICY, after = DEFAULT_POLICY, entries }) {
      const stale = (current: Policy) => ({ committed: false, current }) as const;
      const item = toPolicyItem({ ...after, version: before.version + 1 });
      const condition = before.version === 0 ? isNew : unchangedSinceRead(before.version);
      return commit<Policy>(client, TableName, before, [
        put(item, condition, (stored) => stale(stored ? parsePolicyItem(stored) : DEFAULT_POLICY)),
        ...auditWrites(entries, () => stale(before)),
      ]);
    },
  };
}
