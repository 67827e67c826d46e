// Creates a team, or changes one.
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Textarea from '@cloudscape-design/components/textarea';
import { useState } from 'react';
import { fieldError } from '../../api/problem.ts';
import { useSaveTeam } from '../../api/teams.ts';
import type { Team } from '../../api/types.ts';
import { Dialog } from '../../components/dialog.tsx';
import { Optional } from '../../components/optional.tsx';
import { notify } from '../../layout/notifications.tsx';

interface TeamDialogProps {
  /** Undefined for a new team. */
  readonly team: Team | undefined;
  readonly onDismiss: () => void;
}

export function TeamDialog({ team, onDismiss }: TeamDialogProps) {
  const [name, setName] = useState(team?.name ?? '');
  const [description, setDescription] = useState(team?.description ?? '');
  const save = useSaveTeam(team?.id);
  const submit = () =>
    save.mutate(
      { name, description },
      {
        onSuccess(saved) {
          notify({ type: 'success', content: `The team ${saved.name} was ${team ? 'changed' : 'created'}.` });
          onDismiss();
        },
      },
    );
  return (
    <Dialog
      title={team ? `Edit team ${team.name}` : 'Create team'}
      draft={[name, description]}
      confirm={team ? 'Save' : 'Create'}
      change={save}
      check="Check the team in the list."
      onConfirm={submit}
      onDismiss={onDismiss}
    >
      <FormField label="Name" errorText={fieldError(save.error, 'name')}>
        <Input value={name} autoFocus onChange={({ detail }) => setName(detail.value)} />
      </FormField>
      <FormField
        label={<Optional>Description</Optional>}
        description="What the team is for."
        errorText={fieldError(save.error, 'description')}
      >
        <Textarea value={description} onChange={({ detail }) => setDescription(detail.value)} />
      </FormField>
    </Dialog>
  );
}
