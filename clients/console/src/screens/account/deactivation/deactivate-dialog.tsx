// Confirms the deactivation.
import Box from '@cloudscape-design/components/box';
import type { User } from '../../../api/types.ts';
import { useDeactivate } from '../../../api/users.ts';
import { Dialog } from '../../../components/dialog.tsx';
import { notify } from '../../../layout/notifications.tsx';

interface DeactivateDialogProps {
  readonly account: User;
  readonly onClose: () => void;
}

export function DeactivateDialog({ account, onClose }: DeactivateDialogProps) {
  const deactivate = useDeactivate(account.user_id, () => {
    notify({ type: 'success', content: `${account.name} is deactivated.` });
    onClose();
  });
  return (
    <Dialog
      title={`Deactivate ${account.name}?`}
      confirm="Deactivate"
      typed="deactivate"
      change={deactivate}
      check="Check the state of the account."
      onConfirm={() => deactivate.mutate()}
      onDismiss={onClose}
    >
      <Box variant="p">From now on, every request with a credential of this account is refused.</Box>
    </Dialog>
  );
}
