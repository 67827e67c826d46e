// POST /api/users/{id}/federation-policies
import { createFederationPolicy as operation } from '../../shared/contracts/federation-policies.ts';
import { federationPolicyPorts as ports } from '../../shared/runtime/ports.ts';
import { createFederationPolicy } from '../../shared/services/federation-policies.ts';
import { handle } from '../http/handle.ts';

export const handler = handle(operation, ({ caller, id, body }) => createFederationPolicy(ports, caller, id, body));
