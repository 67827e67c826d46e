// GET /api/me
import { getMe as operation } from '../../shared/contracts/users.ts';
import { ports } from '../../shared/runtime/ports.ts';
import { getMe } from '../../shared/services/me.ts';
import { handle } from '../http/handle.ts';

export const handler = handle(operation, ({ caller }) => getMe(ports, caller));
