// Adds an IAM principal to a Service User.
import { useState } from 'react';
import type { User } from '../../../api/types.ts';
import { useSetIamPrincipals } from '../../../api/users.ts';
import { ArnField } from '../../../components/arn-field.tsx';
import { Dialog } from '../../../components/dialog.tsx';
import { notify } from '../../../layout/notifications.tsx';

interface AddPrincipalDialogProps {
  readonly account: User;
  readonly onClose: () => void;
}

export function AddPrincipalDialog({ account, onClose }: AddPrincipalDialogProps) {
  const [arn, setArn] = useState('');
  const change = useSetIamPrincipals(account.user_id, () => {
    notify({ type: 'success', content: `The IAM principal can sign requests as ${account.name}.` });
    onClose();
  });
  return (
    <Dialog
      title="Add IAM principal"
      draft={arn}
      confirm="Add"
      change={change}
      check="Check whether the list has the IAM principal."
      onConfirm={() => change.mutate((before) => [...before, arn.trim()])}
      onDismiss={onClose}
    >
      <ArnField value={arn} onChange={setArn} error={change.error} autoFocus />
    </Dialog>
  );
}
