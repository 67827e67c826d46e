// Changes a federation policy, which ends its sessions.
import Alert from '@cloudscape-design/components/alert';
import Toggle from '@cloudscape-design/components/toggle';
import { useState } from 'react';
import { useUpdateFederationPolicy } from '../../../api/federation-policies.ts';
import type { FederationPolicy, User } from '../../../api/types.ts';
import { Dialog } from '../../../components/dialog.tsx';
import { changedPolicyFields, toPolicyDraft } from '../../../components/federation/policy-draft.ts';
import { PolicyFields } from '../../../components/federation/policy-fields.tsx';
import { notify } from '../../../layout/notifications.tsx';

interface EditPolicyDialogProps {
  readonly account: User;
  readonly policy: FederationPolicy;
  readonly onClose: () => void;
}

export function EditPolicyDialog({ account, policy, onClose }: EditPolicyDialogProps) {
  // The policy as it was when the dialog opened: the page reads it again after an error.
  const [before] = useState(() => toPolicyDraft(policy));
  const [draft, setDraft] = useState(before);
  const update = useUpdateFederationPolicy(account.user_id, policy.id, ({ name }) => {
    notify({ type: 'success', content: `The federation policy ${name} was changed.` });
    onClose();
  });
  return (
    <Dialog
      title={`Edit ${policy.name}`}
      draft={draft}
      confirm="Save"
      size="large"
      change={update}
      check="Check whether the list shows the change."
      isDisabled={JSON.stringify(before) === JSON.stringify(draft)}
      onConfirm={() => update.mutate(() => changedPolicyFields(before, draft))}
      onDismiss={onClose}
    >
      <Alert type="info">A change ends the sessions of the policy. Workloads sign in again with another token.</Alert>
      <Toggle
        checked={draft.isEnabled}
        description="While it is not, no token is exchanged."
        onChange={({ detail }) => setDraft({ ...draft, isEnabled: detail.checked })}
      >
        Enabled
      </Toggle>
      <PolicyFields draft={draft} onChange={setDraft} role={account.role} error={update.error} />
    </Dialog>
  );
}
