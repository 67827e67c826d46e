// The token policy as it is entered: numbers are texts until they are sent.
import type { PolicyUpdate } from '../../api/tokens.ts';
import type { Policy, Role } from '../../api/types.ts';

const NUMBERS = [
  'max_lifetime_days',
  'default_lifetime_days',
  'max_overlap_hours',
  'max_tokens_per_account',
  'unused_after_days',
  'session_hours',
] as const satisfies (keyof Policy)[];
export type NumberField = (typeof NUMBERS)[number];

export interface Draft {
  readonly numbers: Readonly<Record<NumberField, string>>;
  readonly never_expiring_roles: readonly Role[];
  readonly owner_required: boolean;
  readonly purpose_required: boolean;
}

export function toDraft(policy: Policy): Draft {
  const { never_expiring_roles, owner_required, purpose_required } = policy;
  const numbers = Object.fromEntries(NUMBERS.map((field) => [field, String(policy[field])]));
  return { numbers: numbers as Draft['numbers'], never_expiring_roles, owner_required, purpose_required };
}

/** What has to be sent. The server verifies the limits. */
export function changedFields(policy: Policy, draft: Draft): PolicyUpdate {
  const numbers = NUMBERS.filter((field) => draft.numbers[field] !== String(policy[field]));
  const roles = [...draft.never_expiring_roles];
  const isSame =
    roles.length === policy.never_expiring_roles.length &&
    roles.every((role) => policy.never_expiring_roles.includes(role));
  return {
    ...Object.fromEntries(numbers.map((field) => [field, Number(draft.numbers[field])])),
    ...(!isSame && { never_expiring_roles: roles }),
    ...(draft.owner_required !== policy.owner_required && { owner_required: draft.owner_required }),
    ...(draft.purpose_required !== policy.purpose_required && { purpose_required: draft.purpose_required }),
  };
}
