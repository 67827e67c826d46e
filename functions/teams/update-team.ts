// PUT /api/teams/{id}
import { updateTeam as operation } from '../../shared/contracts/teams.ts';
import { ports } from '../../shared/runtime/ports.ts';
import { updateTeam } from '../../shared/services/teams.ts';
import { handle } from '../http/handle.ts';

export const handler = handle(operation, ({ caller, id, body }) => updateTeam(ports, caller, id, body));
