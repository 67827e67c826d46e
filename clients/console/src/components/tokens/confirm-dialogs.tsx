// Confirmations of what one can do with a token without further choices.
import Box from '@cloudscape-design/components/box';
import { useDeleteToken, useSetRevoked } from '../../api/tokens.ts';
import type { Token } from '../../api/types.ts';
import { notify } from '../../layout/notifications.tsx';
import { Dialog } from '../dialog.tsx';
import { LastUse } from './token-status.tsx';

interface ConfirmDialogProps {
  readonly token: Token;
  readonly onClose: () => void;
}

const CHECK = 'Check the status of the token in the list.';

export function RevokeTokenDialog({ token, onClose }: ConfirmDialogProps) {
  const change = useSetRevoked(token.id, () => {
    notify({ type: 'success', content: `The token ${token.name} is revoked.` });
    onClose();
  });
  return (
    <Dialog
      title={`Revoke ${token.name}?`}
      confirm="Revoke"
      change={change}
      check={CHECK}
      onConfirm={() => change.mutate(true)}
      onDismiss={onClose}
    >
      <Box variant="p">
        Every request with this token is refused from now on. <LastUse token={token} /> You can restore it until it
        expires.
      </Box>
    </Dialog>
  );
}

export function RestoreTokenDialog({ token, onClose }: ConfirmDialogProps) {
  const change = useSetRevoked(token.id, () => {
    notify({ type: 'success', content: `The token ${token.name} is active again.` });
    onClose();
  });
  return (
    <Dialog
      title={`Restore ${token.name}?`}
      confirm="Restore"
      change={change}
      check={CHECK}
      onConfirm={() => change.mutate(false)}
      onDismiss={onClose}
    >
      <Box variant="p">The token is accepted again, with the same secret.</Box>
    </Dialog>
  );
}

export function DeleteTokenDialog({ token, onClose }: ConfirmDialogProps) {
  const change = useDeleteToken(token.id, () => {
    notify({ type: 'success', content: `The token ${token.name} is deleted.` });
    onClose();
  });
  return (
    <Dialog
      title={`Delete ${token.name}?`}
      confirm="Delete"
      change={change}
      check="Check whether the list still has the token."
      onConfirm={() => change.mutate()}
      onDismiss={onClose}
    >
      <Box variant="p">A deleted token cannot be restored. Its entries in the audit log stay.</Box>
    </Dialog>
  );
}
