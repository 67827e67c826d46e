// GET /api/policy
import { getPolicy as operation } from '../../shared/contracts/policy.ts';
import { ports } from '../../shared/runtime/ports.ts';
import { getPolicy } from '../../shared/services/policy.ts';
import { handle } from '../http/handle.ts';

export const handler = handle(operation, () => getPolicy(ports));
