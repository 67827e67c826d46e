// The token policy as it is entered: numbers are texts until they are sent.
import type { PolicyUpdate } from '../../api/tokens.ts';
import type { Policy, Role } from '../../api/types.ts';
import { isSame } from '../../components/leave-question.tsx';

const NUMBERS = [
  'max_lifetime_days',
  'default_lifetime_days',
  'max_overlap_hours',
  'max_tokens_per_account',
  'unused_after_days',
  'session_hours',
] as const satisfies (keyof Policy)[];
export type NumberField = (typeof NUMBERS)[number] | 'revoke_unused_after_days';

const ROLE_LISTS = ['never_expiring_roles', 'scopes_required_for', 'cidrs_required_for'] as const;
export type RoleListField = (typeof ROLE_LISTS)[number];

const FLAGS = ['owner_required', 'purpose_required'] as const;

export type Draft = Readonly<Record<RoleListField, readonly Role[]> & Record<(typeof FLAGS)[number], boolean>> & {
  readonly numbers: Readonly<Record<NumberField, string>>;
};

export function toDraft(policy: Policy): Draft {
  const numbers = Object.fromEntries(NUMBERS.map((field) => [field, String(policy[field])]));
  const { never_expiring_roles, scopes_required_for, cidrs_required_for, owner_required, purpose_required } = policy;
  return {
    numbers: {
      ...(numbers as Record<(typeof NUMBERS)[number], string>),
      revoke_unused_after_days: String(policy.revoke_unused_after_days ?? ''),
    },
    never_expiring_roles,
    scopes_required_for,
    cidrs_required_for,
    owner_required,
    purpose_required,
  };
}

/** What has to be sent. The server verifies the limits. */
export function changedFields(policy: Policy, draft: Draft): PolicyUpdate {
  const before = toDraft(policy);
  const numbers = NUMBERS.filter((field) => draft.numbers[field] !== before.numbers[field]);
  const roles = ROLE_LISTS.filter((field) => !isSame(before[field].toSorted(), draft[field].toSorted()));
  const flags = FLAGS.filter((field) => draft[field] !== before[field]);
  const unused = draft.numbers.revoke_unused_after_days;
  return {
    ...Object.fromEntries(numbers.map((field) => [field, Number(draft.numbers[field])])),
    ...(unused !== before.numbers.revoke_unused_after_days && {
      revoke_unused_after_days: unused === '' ? null : Number(unused),
    }),
    ...Object.fromEntries([...roles, ...flags].map((field) => [field, draft[field]])),
  };
}
