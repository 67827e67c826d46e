// POST /api/logout
import { logOut as operation } from '../../shared/contracts/login.ts';
import { ports } from '../../shared/runtime/ports.ts';
import { logOut } from '../../shared/services/sessions.ts';
import { handle } from '../http/handle.ts';

export const handler = handle(operation, ({ caller }) => logOut(ports, caller));
