// POST /api/user-tokens/{id}/rotate
import { rotateToken as operation } from '../../shared/contracts/user-tokens.ts';
import { ports } from '../../shared/runtime/ports.ts';
import { rotateToken } from '../../shared/services/tokens.ts';
import { handle } from '../http/handle.ts';

export const handler = handle(operation, ({ caller, id, body }) => rotateToken(ports, caller, id, body));
