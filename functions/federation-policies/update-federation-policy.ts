// PUT /api/users/{id}/federation-policies/{policy_id}
import { updateFederationPolicy as operation } from '../../shared/contracts/federation-policies.ts';
import { federationPolicyPorts as ports } from '../../shared/runtime/ports.ts';
import { updateFederationPolicy } from '../../shared/services/federation-policies.ts';
import { handle } from '../http/handle.ts';

export const handler = handle(operation, ({ caller, body, ...path }) =>
  updateFederationPolicy(ports, caller, path, body),
);
