// DELETE /api/teams/{id}
import { deleteTeam as operation } from '../../shared/contracts/teams.ts';
import { ports } from '../../shared/runtime/ports.ts';
import { deleteTeam } from '../../shared/services/teams.ts';
import { handle } from '../http/handle.ts';

export const handler = handle(operation, ({ caller, id }) => deleteTeam(ports, caller, id));
