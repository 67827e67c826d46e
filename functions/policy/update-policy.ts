// PUT /api/policy
import { updatePolicy as operation } from '../../shared/contracts/policy.ts';
import { ports } from '../../shared/runtime/ports.ts';
import { updatePolicy } from '../../shared/services/policy.ts';
import { handle } from '../http/handle.ts';

export const handler = handle(operation, ({ caller, body }) => updatePolicy(ports, caller, body));
