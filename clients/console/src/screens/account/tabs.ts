// The tabs of an account. Each has a route in `routes.tsx`.
import type { User } from '../../api/types.ts';
import type { AccountTab } from '../../paths.ts';

interface Tab {
  readonly id: AccountTab;
  readonly label: string;
  /** The types of accounts that have it. */
  readonly of: readonly User['user_type'][];
}

const TABS: readonly Tab[] = [
  // Only the person sees the personal tokens of a person (R9).
  { id: 'tokens', label: 'Tokens', of: ['Service'] },
  { id: 'federation', label: 'Federation', of: ['Service'] },
  { id: 'iam-principals', label: 'IAM principals', of: ['Service'] },
  { id: 'reach', label: 'Teams and reach', of: ['Service', 'Human'] },
  { id: 'history', label: 'History', of: ['Service', 'Human'] },
  { id: 'deactivation', label: 'Deactivation', of: ['Service', 'Human'] },
];

export function tabsOf({ user_type }: Pick<User, 'user_type'>): readonly Tab[] {
  return TABS.filter((tab) => tab.of.includes(user_type));
}
