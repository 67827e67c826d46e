// Confirms that a datastore is deleted.
import Box from '@cloudscape-design/components/box';
import { useDeleteDatastore } from '../../api/datastores.ts';
import type { Datastore } from '../../api/types.ts';
import { DeleteDialog } from '../../components/delete-dialog.tsx';

interface DeleteDatastoreProps {
  readonly datastore: Datastore;
  readonly onDismiss: () => void;
}

export function DeleteDatastore({ datastore, onDismiss }: DeleteDatastoreProps) {
  return (
    <DeleteDialog
      kind="datastore"
      name={datastore.name}
      change={useDeleteDatastore(datastore.id)}
      onDismiss={onDismiss}
    >
      <Box variant="p">The members of its teams no longer reach it. You cannot undo this.</Box>
    </DeleteDialog>
  );
}
