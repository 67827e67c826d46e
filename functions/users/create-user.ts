// POST /api/users
import { createUser as operation } from '../../shared/contracts/users.ts';
import { ports } from '../../shared/runtime/ports.ts';
import { createUser } from '../../shared/services/users.ts';
import { handle } from '../http/handle.ts';

export const handler = handle(operation, ({ caller, body, headers }) =>
  createUser(ports, caller, body, headers['idempotency-key']),
);
