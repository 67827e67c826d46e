// GET /api/teams/{id}
import { getTeam as operation } from '../../shared/contracts/teams.ts';
import { ports } from '../../shared/runtime/ports.ts';
import { getTeam } from '../../shared/services/teams.ts';
import { handle } from '../http/handle.ts';

export const handler = handle(operation, ({ id }) => getTeam(ports, id));
