// GET /api/user-tokens/{id}
import { getToken as operation } from '../../shared/contracts/user-tokens.ts';
import { ports } from '../../shared/runtime/ports.ts';
import { getToken } from '../../shared/services/tokens.ts';
import { handle } from '../http/handle.ts';

export const handler = handle(operation, ({ caller, id }) => getToken(ports, caller, id));
