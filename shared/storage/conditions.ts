// The conditions that enforce the rules, by name. Each is part of the write that changes the state.
import { TTL } from './keys.ts';

export interface Condition {
  readonly ConditionExpression?: string;
  readonly ExpressionAttributeNames?: Record<string, string>;
  readonly ExpressionAttributeValues?: Record<string, unknown>;
}

/** The write is unconditional. */
export const always: Condition = {};

/** An item is stored under the key. It prevents an account or datastore from joining a team that was deleted. */
export const isStored: Condition = { ConditionExpression: 'attribute_exists(pk)' };

/** No item is stored under the key. It keeps `user_id` unique (R4), and audit entries unaltered (R12). */
export const isNew: Condition = { ConditionExpression: 'attribute_not_exists(pk)' };

/**
 * No item is stored under the key, or one that has expired. It makes the creations with one idempotency key one.
 *
 * @param now - In seconds since the epoch.
 */
export function isNewOrExpired(now: number): Condition {
  return {
    ConditionExpression: 'attribute_not_exists(pk) OR #ttl <= :now',
    ExpressionAttributeNames: { '#ttl': TTL },
    ExpressionAttributeValues: { ':now': now },
  };
}

/**
 * The stored item has the version that the change was decided on. Every write of the item raises its version, so a
 * write replaces only the state that the domain saw (optimistic locking). It enforces R6 and R7 (an account without
 * active tokens when it is deactivated, and without new or restored tokens afterwards), R5, and unique names of tokens,
 * whatever runs concurrently.
 */
export function unchangedSinceRead(version: number): Condition {
  return { ConditionExpression: 'version = :read', ExpressionAttributeValues: { ':read': version } };
}

/** No account and no datastore is in the team. It prevents the deletion of a team that is in use. */
export const unused: Condition = {
  ConditionExpression: 'accounts = :none AND datastores = :none',
  ExpressionAttributeValues: { ':none': 0 },
};

/** The roster contains a second account. It keeps an active human Admin in the workspace when one leaves (R8). */
export const anotherAdminRemains: Condition = {
  ConditionExpression: 'size(admins) > :one',
  ExpressionAttributeValues: { ':one': 1 },
};
