// Removes an IAM principal from a Service User.
import Box from '@cloudscape-design/components/box';
import type { User } from '../../../api/types.ts';
import { useSetIamPrincipals } from '../../../api/users.ts';
import { Dialog } from '../../../components/dialog.tsx';
import { notify } from '../../../layout/notifications.tsx';

interface RemovePrincipalDialogProps {
  readonly account: User;
  readonly arn: string;
  readonly onClose: () => void;
}

export function RemovePrincipalDialog({ account, arn, onClose }: RemovePrincipalDialogProps) {
  const change = useSetIamPrincipals(account.user_id, () => {
    notify({ type: 'success', content: `The IAM principal can no longer sign requests as ${account.name}.` });
    onClose();
  });
  return (
    <Dialog
      title="Remove IAM principal?"
      confirm="Remove"
      change={change}
      check="Check whether the list still has the IAM principal."
      onConfirm={() => change.mutate((before) => before.filter((one) => one !== arn))}
      onDismiss={onClose}
    >
      <Box variant="p">
        Requests that <code>{arn}</code> signs are refused from now on.
      </Box>
    </Dialog>
  );
}
