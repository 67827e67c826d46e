// The end of an account, and its return.
import { useAccount } from '../use-account.ts';
import { Deactivation } from './deactivation.tsx';
import { Reactivation } from './reactivation.tsx';

export function DeactivationTab() {
  const account = useAccount();
  return account.deleted_at === null ? <Deactivation account={account} /> : <Reactivation account={account} />;
}
