// Shows how a workload signs in with a federation policy.
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import type { FederationPolicy, User } from '../../../api/types.ts';
import { SnippetTabs } from '../../../components/snippet-tabs.tsx';
import { policySnippets } from './policy-snippets.ts';

interface UsePolicyDialogProps {
  readonly account: User;
  readonly policy: FederationPolicy;
  readonly onClose: () => void;
}

export function UsePolicyDialog({ account, policy, onClose }: UsePolicyDialogProps) {
  return (
    <Modal
      visible
      size="large"
      header={`Use ${policy.name}`}
      closeAriaLabel="Close"
      onDismiss={onClose}
      footer={
        <Box float="right">
          <Button variant="primary" onClick={onClose}>
            Done
          </Button>
        </Box>
      }
    >
      <SnippetTabs label="How to sign in" snippets={policySnippets(account.user_id, policy)} />
    </Modal>
  );
}
