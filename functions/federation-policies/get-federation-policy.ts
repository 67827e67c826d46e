// GET /api/users/{id}/federation-policies/{policy_id}
import { getFederationPolicy as operation } from '../../shared/contracts/federation-policies.ts';
import { federationPolicyPorts as ports } from '../../shared/runtime/ports.ts';
import { getFederationPolicy } from '../../shared/services/federation-policies.ts';
import { handle } from '../http/handle.ts';

export const handler = handle(operation, ({ caller, ...path }) => getFederationPolicy(ports, caller, path));
