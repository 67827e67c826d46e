// Changes the teams of an account.
import { useState } from 'react';
import { fieldError } from '../../../api/problem.ts';
import type { User } from '../../../api/types.ts';
import { useUpdateAccount } from '../../../api/users.ts';
import { toDraft } from '../../../components/account-draft.ts';
import { Dialog } from '../../../components/dialog.tsx';
import { TeamsField } from '../../../components/teams-field.tsx';
import { notify } from '../../../layout/notifications.tsx';

interface ChangeTeamsDialogProps {
  readonly account: User;
  readonly onClose: () => void;
}

export function ChangeTeamsDialog({ account, onClose }: ChangeTeamsDialogProps) {
  // The teams as they were when the dialog opened: the page reads them again after an error.
  const [before] = useState(() => toDraft(account).teams);
  const [teams, setTeams] = useState(before);
  const update = useUpdateAccount(account.user_id, ({ name }) => {
    notify({ type: 'success', content: `The teams of ${name} were changed.` });
    onClose();
  });
  return (
    <Dialog
      title={`Change teams of ${account.name}`}
      draft={teams}
      confirm="Save"
      change={update}
      check="Check the teams in the list."
      isDisabled={JSON.stringify(before) === JSON.stringify(teams)}
      onConfirm={() => update.mutate(() => ({ teams: [...teams] }))}
      onDismiss={onClose}
    >
      <TeamsField value={teams} onChange={setTeams} error={fieldError(update.error, 'teams', teams)} />
    </Dialog>
  );
}
