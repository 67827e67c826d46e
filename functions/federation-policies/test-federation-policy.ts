// POST /api/users/{id}/federation-policies/{policy_id}/test
import { testFederationPolicy as operation } from '../../shared/contracts/federation-policy-test.ts';
import { federationPolicyTestPorts as ports } from '../../shared/runtime/federation-ports.ts';
import { testFederationPolicy } from '../../shared/services/test-federation-policy.ts';
import { handle } from '../http/handle.ts';

export const handler = handle(operation, ({ caller, body, ...path }) =>
  testFederationPolicy(ports, caller, path, body),
);
