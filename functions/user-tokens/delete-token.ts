// DELETE /api/user-tokens/{id}
import { deleteToken as operation } from '../../shared/contracts/user-tokens.ts';
import { ports } from '../../shared/runtime/ports.ts';
import { deleteToken } from '../../shared/services/tokens.ts';
import { handle } from '../http/handle.ts';

export const handler = handle(operation, ({ caller, id }) => deleteToken(ports, caller, id));
