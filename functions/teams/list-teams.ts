// GET /api/teams
import { listTeams as operation } from '../../shared/contracts/teams.ts';
import { ports } from '../../shared/runtime/ports.ts';
import { listTeams } from '../../shared/services/teams.ts';
import { handle } from '../http/handle.ts';

export const handler = handle(operation, ({ query }) => listTeams(ports, query));
