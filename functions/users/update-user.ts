// PUT /api/users/{id}
import { updateUser as operation } from '../../shared/contracts/users.ts';
import { ports } from '../../shared/runtime/ports.ts';
import { updateUser } from '../../shared/services/users.ts';
import { handle } from '../http/handle.ts';

export const handler = handle(operation, ({ caller, id, body }) => updateUser(ports, caller, id, body));
