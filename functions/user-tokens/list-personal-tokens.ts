// GET /api/user-tokens
import { listPersonalTokens as operation } from '../../shared/contracts/user-tokens.ts';
import { ports } from '../../shared/runtime/ports.ts';
import { listPersonalTokens } from '../../shared/services/tokens.ts';
import { handle } from '../http/handle.ts';

export const handler = handle(operation, ({ caller, query }) => listPersonalTokens(ports, caller, query));
