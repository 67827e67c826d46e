// Confirms that all tokens and sessions of an account are revoked.
import Box from '@cloudscape-design/components/box';
import type { User } from '../../../api/types.ts';
import { useRevokeAllTokens } from '../../../api/users.ts';
import { Dialog } from '../../../components/dialog.tsx';
import { notify } from '../../../layout/notifications.tsx';

interface RevokeAllDialogProps {
  readonly account: User;
  readonly onClose: () => void;
}

export function RevokeAllDialog({ account, onClose }: RevokeAllDialogProps) {
  const revokeAll = useRevokeAllTokens(account.user_id, ({ revoked }) => {
    const content = revoked === 1 ? 'One token is revoked.' : `${revoked} tokens are revoked.`;
    notify({ type: 'success', content: `${content} The sessions of ${account.name} have ended.` });
    onClose();
  });
  return (
    <Dialog
      title={`Revoke all tokens of ${account.name}?`}
      confirm="Revoke all"
      change={revokeAll}
      check="Check the tokens of the account."
      onConfirm={() => revokeAll.mutate()}
      onDismiss={onClose}
    >
      <Box variant="p">
        Its active tokens and its sessions are refused from now on. Whatever uses them stops working.
      </Box>
    </Dialog>
  );
}
