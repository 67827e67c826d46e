// DELETE /api/users/{id}/identity
import { unlinkIdentity as operation } from '../../shared/contracts/users.ts';
import { ports } from '../../shared/runtime/ports.ts';
import { unlinkIdentity } from '../../shared/services/users.ts';
import { handle } from '../http/handle.ts';

export const handler = handle(operation, ({ caller, id }) => unlinkIdentity(ports, caller, id));
