// The conditions that keep the rules, by name. Each is part of the one write that changes the state.

export interface Condition {
  readonly ConditionExpression?: string;
  readonly ExpressionAttributeValues?: Record<string, unknown>;
}

/** No condition. */
export const always: Condition = {};

/** Something is stored under the key: keeps who joins a team from joining one that was deleted. */
export const isStored: Condition = { ConditionExpression: 'attribute_exists(pk)' };

/** Nothing is stored under the key yet: keeps `user_id` unique (R4), and an audit entry as it was written (R12). */
export const isNew: Condition = { ConditionExpression: 'attribute_not_exists(pk)' };

/**
 * What is stored is what it was when the change was decided on. Every write of it raises its version, so what the
 * domain saw is what is written over: keeps R6 and R7 (no active token when deactivated, none added or restored after),
 * R5, and the names of tokens, whatever runs beside it.
 */
export function unchangedSinceRead(version: number): Condition {
  return { ConditionExpression: 'version = :read', ExpressionAttributeValues: { ':read': version } };
}

/** No account and no datastore names the team: keeps a team in use from being deleted, whoever joins beside it. */
export const unused: Condition = {
  ConditionExpression: 'accounts = :none AND datastores = :none',
  ExpressionAttributeValues: { ':none': 0 },
};

/** The roster has a second name: keeps an active human Admin in the workspace when one leaves it (R8). */
export const anotherAdminRemains: Condition = {
  ConditionExpression: 'size(admins) > :one',
  ExpressionAttributeValues: { ':one': 1 },
};
