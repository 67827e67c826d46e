// PUT /api/user-tokens/{id}
import { updateToken as operation } from '../../shared/contracts/user-tokens.ts';
import { ports } from '../../shared/runtime/ports.ts';
import { updateToken } from '../../shared/services/tokens.ts';
import { handle } from '../http/handle.ts';

export const handler = handle(operation, ({ caller, id, body }) => updateToken(ports, caller, id, body));
