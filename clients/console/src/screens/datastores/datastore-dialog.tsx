// Creates a datastore, or changes one.
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import { useState } from 'react';
import { useSaveDatastore } from '../../api/datastores.ts';
import { useMe } from '../../api/me.ts';
import { fieldError } from '../../api/problem.ts';
import type { Datastore } from '../../api/types.ts';
import { Dialog } from '../../components/dialog.tsx';
import { TeamsField } from '../../components/teams-field.tsx';
import { notify } from '../../layout/notifications.tsx';

interface DatastoreDialogProps {
  /** Undefined for a new datastore. */
  readonly datastore: Datastore | undefined;
  readonly onDismiss: () => void;
}

export function DatastoreDialog({ datastore, onDismiss }: DatastoreDialogProps) {
  const me = useMe();
  const [name, setName] = useState(datastore?.name ?? '');
  const [teams, setTeams] = useState<readonly string[]>(datastore?.teams ?? []);
  const save = useSaveDatastore(datastore?.id);
  const submit = () =>
    save.mutate(
      { name, teams },
      {
        onSuccess(saved) {
          notify({ type: 'success', content: `The datastore ${saved.name} was ${datastore ? 'changed' : 'created'}.` });
          onDismiss();
        },
      },
    );
  return (
    <Dialog
      title={datastore ? `Edit datastore ${datastore.name}` : 'Create datastore'}
      draft={[name, teams]}
      confirm={datastore ? 'Save' : 'Create'}
      change={save}
      check="Check the datastore in the list."
      onConfirm={submit}
      onDismiss={onDismiss}
    >
      <FormField label="Name" errorText={fieldError(save.error, 'name')}>
        <Input value={name} autoFocus onChange={({ detail }) => setName(detail.value)} />
      </FormField>
      <TeamsField
        value={teams}
        onChange={setTeams}
        error={fieldError(save.error, 'teams', teams)}
        isPublicOffered
        {...(me.role === 'Admin'
          ? { description: 'Their members reach the datastore. Without teams, only Admins do.' }
          : {
              description: 'Choose at least one of your teams. Their members reach the datastore.',
              choices: me.teams,
            })}
      />
    </Dialog>
  );
}
