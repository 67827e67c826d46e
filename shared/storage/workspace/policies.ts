// The repository of the token policy: one item, which does not exist until an Admin changes the default policy.
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { DEFAULT_POLICY, type Policy } from '../../domain/policy.ts';
import { ROLES } from '../../domain/user.ts';
import type { Change, Policies } from '../../services/ports/repositories.ts';
import { auditWrites } from '../audit-log/audit-writes.ts';
import { isNew, unchangedSinceRead } from '../conditions.ts';
import { itemOf, listOf, nullable, number, oneOf, text, withDefault } from '../dynamodb/attributes.ts';
import { LONGEST_CALL_MS } from '../dynamodb/document-client.ts';
import { getItem } from '../dynamodb/get-item.ts';
import type { Item } from '../dynamodb/schema-version.ts';
import { commit, modifiedConcurrently, put, type Write, type WriteRejection } from '../dynamodb/transaction.ts';
import { policyKey } from '../keys.ts';

export const parsePolicyItem = itemOf<Policy>({
  version: number,
  max_lifetime_days: number,
  default_lifetime_days: withDefault(number, DEFAULT_POLICY.default_lifetime_days),
  never_expiring_roles: listOf(oneOf(ROLES)),
  scopes_required_for: withDefault(listOf(oneOf(ROLES)), DEFAULT_POLICY.scopes_required_for),
  cidrs_required_for: withDefault(listOf(oneOf(ROLES)), DEFAULT_POLICY.cidrs_required_for),
  max_overlap_hours: number,
  max_tokens_per_account: number,
  unused_after_days: number,
  session_hours: withDefault(number, DEFAULT_POLICY.session_hours),
  revoke_unused_after_days: withDefault(nullable(number), DEFAULT_POLICY.revoke_unused_after_days),
  revoke_unused_from: withDefault(nullable(text), DEFAULT_POLICY.revoke_unused_from),
  owner_required: withDefault(oneOf([true, false]), DEFAULT_POLICY.owner_required),
  purpose_required: withDefault(oneOf([true, false]), DEFAULT_POLICY.purpose_required),
});

export function toPolicyItem(policy: Policy): Item {
  return { ...policyKey, ...policy };
}

export function dynamoPolicies(client: DynamoDBDocumentClient, TableName: string): Policies {
  return {
    longestCommit: LONGEST_CALL_MS,

    current: async () => policyOf(await getItem(client, TableName, policyKey)),

    commit: ({ before = DEFAULT_POLICY, after = DEFAULT_POLICY, entries }) =>
      commit({
        client,
        TableName,
        before,
        writes: (version) => policyWrites({ before, after: { ...after, version }, entries }),
      }),
  };
}

function policyOf(item: Item | undefined): Policy {
  return item ? parsePolicyItem(item) : DEFAULT_POLICY;
}

interface PolicyChange extends Change<Policy> {
  readonly before: Policy;
  readonly after: Policy;
}

function policyWrites({ before, after, entries }: PolicyChange): Write<WriteRejection<Policy>>[] {
  return [
    put<WriteRejection<Policy>>(toPolicyItem(after), {
      condition: before.version === DEFAULT_POLICY.version ? isNew : unchangedSinceRead(before.version),
      onRejected: (stored) => modifiedConcurrently(policyOf(stored)),
    }),
    ...auditWrites(entries, () => modifiedConcurrently(before)),
  ];
}
