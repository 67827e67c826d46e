// Changes an account.
import Alert from '@cloudscape-design/components/alert';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import type { User } from '../../../api/types.ts';
import { useUpdateAccount } from '../../../api/users.ts';
import { changedFields, isChanged, toDraft } from '../../../components/account-draft.ts';
import { AccountFields } from '../../../components/account-fields.tsx';
import { Dialog } from '../../../components/dialog.tsx';
import { notify } from '../../../layout/notifications.tsx';

interface EditDialogProps {
  readonly account: User;
  readonly onClose: () => void;
}

export function EditDialog({ account, onClose }: EditDialogProps) {
  // The account as it was when the dialog opened: the page reads it again after an error.
  const [before] = useState(() => toDraft(account));
  const [draft, setDraft] = useState(before);
  const update = useUpdateAccount(account.user_id, ({ name }) => {
    notify({ type: 'success', content: `${name} was changed.` });
    onClose();
  });
  return (
    <Dialog
      title={`Edit ${account.name}`}
      draft={draft}
      confirm="Save"
      size="large"
      change={update}
      check="Check whether the page shows the change."
      isDisabled={!isChanged(before, draft)}
      onConfirm={() => update.mutate(() => changedFields(before, draft))}
      onDismiss={onClose}
    >
      <SpaceBetween size="l">
        {account.managed_by !== null && (
          <Alert type="warning">
            {`Managed by ${account.managed_by}: changes that you make here may be undone. Change the Service User there.`}
          </Alert>
        )}
        <AccountFields
          draft={draft}
          onChange={setDraft}
          error={update.error}
          nameHint={`The user ID stays ${account.user_id}.`}
          isService={account.user_type === 'Service'}
        />
      </SpaceBetween>
    </Dialog>
  );
}
