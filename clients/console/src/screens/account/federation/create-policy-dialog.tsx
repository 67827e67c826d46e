// Creates a federation policy.
import FormField from '@cloudscape-design/components/form-field';
import Tiles from '@cloudscape-design/components/tiles';
import { useState } from 'react';
import { useCreateFederationPolicy } from '../../../api/federation-policies.ts';
import type { User } from '../../../api/types.ts';
import { Dialog } from '../../../components/dialog.tsx';
import { newPolicy, toPolicyFields } from '../../../components/federation/policy-draft.ts';
import { PolicyFields } from '../../../components/federation/policy-fields.tsx';
import { PROVIDERS, type Provider } from '../../../components/federation/workload.ts';
import { isSame } from '../../../components/leave-question.tsx';
import { notify } from '../../../layout/notifications.tsx';

interface CreatePolicyDialogProps {
  readonly account: User;
  readonly onClose: () => void;
}

export function CreatePolicyDialog({ account, onClose }: CreatePolicyDialogProps) {
  const [draft, setDraft] = useState(() => newPolicy('github'));
  const create = useCreateFederationPolicy(account.user_id, ({ name }) => {
    notify({ type: 'success', content: `The federation policy ${name} was created.` });
    onClose();
  });
  return (
    <Dialog
      title="Create federation policy"
      // The choice of a provider fills in its fields.
      draft={isSame(newPolicy(draft.workload.provider), draft) ? undefined : draft}
      confirm="Create"
      size="large"
      change={create}
      check="Check whether the list has the policy."
      onConfirm={() => create.mutate(() => toPolicyFields(draft))}
      onDismiss={onClose}
    >
      <FormField label="What signs in">
        <Tiles
          value={draft.workload.provider}
          items={PROVIDERS}
          columns={2}
          onChange={({ detail }) => {
            create.reset();
            setDraft(newPolicy(detail.value as Provider));
          }}
        />
      </FormField>
      <PolicyFields draft={draft} onChange={setDraft} role={account.role} error={create.error} />
    </Dialog>
  );
}
