// GET /api/users/{id}
import { getUser as operation } from '../../shared/contracts/users.ts';
import { ports } from '../../shared/runtime/ports.ts';
import { getUser } from '../../shared/services/users.ts';
import { handle } from '../http/handle.ts';

export const handler = handle(operation, ({ caller, id }) => getUser(ports, caller, id));
