// Adds an IAM principal to a Service User.
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import { useState } from 'react';
import { fieldError } from '../../../api/problem.ts';
import type { User } from '../../../api/types.ts';
import { useSetIamPrincipals } from '../../../api/users.ts';
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
      confirm="Add"
      change={change}
      check="Check whether the list has the IAM principal."
      onConfirm={() => change.mutate((before) => [...before, arn.trim()])}
      onDismiss={onClose}
    >
      <FormField
        label="ARN"
        description="The ARN of a role or a user. Add #AROA... to accept one role only, also when another one gets its name."
        errorText={fieldError(change.error, 'iam_principals')}
      >
        <Input
          value={arn}
          autoFocus
          placeholder="arn:aws:iam::111122223333:role/pipeline"
          onChange={({ detail }) => setArn(detail.value)}
        />
      </FormField>
    </Dialog>
  );
}
