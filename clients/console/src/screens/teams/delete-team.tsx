// Confirms that a team is deleted. The API refuses it while accounts or datastores have the team.
import Box from '@cloudscape-design/components/box';
import { useDeleteTeam } from '../../api/teams.ts';
import type { Team } from '../../api/types.ts';
import { DeleteDialog } from '../../components/delete-dialog.tsx';

export function DeleteTeam({ team, onDismiss }: { readonly team: Team; readonly onDismiss: () => void }) {
  return (
    <DeleteDialog kind="team" name={team.name} change={useDeleteTeam(team.id)} onDismiss={onDismiss}>
      <Box variant="p">
        You cannot undo this. A team that an account or a datastore still has cannot be deleted: remove the team from
        them first.
      </Box>
    </DeleteDialog>
  );
}
