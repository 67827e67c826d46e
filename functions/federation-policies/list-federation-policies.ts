// GET /api/users/{id}/federation-policies
import { listFederationPolicies as operation } from '../../shared/contracts/federation-policies.ts';
import { federationPolicyPorts as ports } from '../../shared/runtime/ports.ts';
import { listFederationPolicies } from '../../shared/services/federation-policies.ts';
import { handle } from '../http/handle.ts';

export const handler = handle(operation, ({ caller, id, query }) => listFederationPolicies(ports, caller, id, query));
