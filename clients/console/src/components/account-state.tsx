// Whether an account is active, as an icon and a word.
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { User } from '../api/types.ts';

export function AccountState({ user }: { readonly user: Pick<User, 'deleted_at'> }) {
  return user.deleted_at === null ? (
    <StatusIndicator type="success">Active</StatusIndicator>
  ) : (
    <StatusIndicator type="stopped">Deactivated</StatusIndicator>
  );
}
