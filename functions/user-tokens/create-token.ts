// POST /api/user-tokens
import { createToken as operation } from '../../shared/contracts/user-tokens.ts';
import { ports } from '../../shared/runtime/ports.ts';
import { createToken } from '../../shared/services/tokens.ts';
import { handle } from '../http/handle.ts';

export const handler = handle(operation, ({ caller, body, headers }) =>
  createToken(ports, caller, body, headers['idempotency-key']),
);
