// GET /api/users
import { listUsers as operation } from '../../shared/contracts/users.ts';
import { ports } from '../../shared/runtime/ports.ts';
import { listUsers } from '../../shared/services/users.ts';
import { handle } from '../http/handle.ts';

export const handler = handle(operation, ({ query, caller }) => listUsers(ports, query, caller));
