// GET /api/user-tokens/service
import { listServiceTokens as operation } from '../../shared/contracts/user-tokens.ts';
import { ports } from '../../shared/runtime/ports.ts';
import { listServiceTokens } from '../../shared/services/tokens.ts';
import { handle } from '../http/handle.ts';

export const handler = handle(operation, ({ query }) => listServiceTokens(ports, query));
