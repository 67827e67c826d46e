// POST /api/users/{id}/revoke-tokens
import { revokeUserTokens as operation } from '../../shared/contracts/users.ts';
import { ports } from '../../shared/runtime/ports.ts';
import { revokeUserTokens } from '../../shared/services/users.ts';
import { handle } from '../http/handle.ts';

export const handler = handle(operation, ({ caller, id }) => revokeUserTokens(ports, caller, id));
