// DELETE /api/users/{id}
import { deactivateUser as operation } from '../../shared/contracts/users.ts';
import { ports } from '../../shared/runtime/ports.ts';
import { deactivateUser } from '../../shared/services/users.ts';
import { handle } from '../http/handle.ts';

export const handler = handle(operation, ({ caller, id }) => deactivateUser(ports, caller, id));
