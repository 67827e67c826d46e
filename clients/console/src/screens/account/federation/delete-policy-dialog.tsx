// Confirms that a federation policy is deleted.
import Box from '@cloudscape-design/components/box';
import { useDeleteFederationPolicy } from '../../../api/federation-policies.ts';
import type { FederationPolicy, User } from '../../../api/types.ts';
import { DeleteDialog } from '../../../components/delete-dialog.tsx';
import { Time } from '../../../components/time.tsx';

interface DeletePolicyDialogProps {
  readonly account: User;
  readonly policy: FederationPolicy;
  readonly onClose: () => void;
}

export function DeletePolicyDialog({ account, policy, onClose }: DeletePolicyDialogProps) {
  const change = useDeleteFederationPolicy(account.user_id, policy.id);
  return (
    <DeleteDialog kind="federation policy" name={policy.name} change={change} onDismiss={onClose}>
      <Box variant="p">
        Its sessions end, and its workloads can no longer sign in.{' '}
        {policy.last_used === null ? (
          'It was never used.'
        ) : (
          <>
            It was last used <Time value={policy.last_used} />.
          </>
        )}
      </Box>
    </DeleteDialog>
  );
}
