// Connects the test of federation policies to the issuers of workload tokens, whose code other functions do not need.
import { workloadTokenVerifier } from '../auth/workload-token.ts';
import type { FederationPolicyTestPorts } from '../services/test-federation-policy.ts';
import { accountPorts } from './ports.ts';

export const federationPolicyTestPorts: FederationPolicyTestPorts = /* @__PURE__ */ (() => ({
  accounts: accountPorts.accounts,
  verifyWorkloadToken: workloadTokenVerifier(),
}))();
