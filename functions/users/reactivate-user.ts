// POST /api/users/{id}/reactivate
import { reactivateUser as operation } from '../../shared/contracts/users.ts';
import { ports } from '../../shared/runtime/ports.ts';
import { reactivateUser } from '../../shared/services/users.ts';
import { handle } from '../http/handle.ts';

export const handler = handle(operation, ({ caller, id }) => reactivateUser(ports, caller, id));
