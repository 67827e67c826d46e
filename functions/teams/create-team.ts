// POST /api/teams
import { createTeam as operation } from '../../shared/contracts/teams.ts';
import { ports } from '../../shared/runtime/ports.ts';
import { createTeam } from '../../shared/services/teams.ts';
import { handle } from '../http/handle.ts';

export const handler = handle(operation, ({ caller, body }) => createTeam(ports, caller, body));
