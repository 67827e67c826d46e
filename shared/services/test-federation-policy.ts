// Tests a federation policy with a token of a workload. Only Admins are informed why a token is rejected.
import type { WorkloadTokenVerifier } from '../auth/workload-token.ts';
import type { FederationPolicyTest } from '../contracts/federation-policy-test.ts';
import type { FederationPolicyTestResult } from '../contracts/responses.ts';
import type { Account } from '../domain/account.ts';
import { type Check, matchPolicy } from '../domain/federation-match.ts';
import type { FederationPolicy } from '../domain/federation-policy.ts';
import { findFederationPolicy, type PolicyPath } from './find-federation-policy.ts';
import type { AccountPorts } from './ports/ports.ts';
import type { Caller } from './ports/request-context.ts';

export interface FederationPolicyTestPorts extends Pick<AccountPorts, 'accounts'> {
  readonly verifyWorkloadToken: WorkloadTokenVerifier;
}

/** Makes the checks of an exchange, and creates no session. The token is neither stored nor returned. */
export async function testFederationPolicy(
  ports: FederationPolicyTestPorts,
  caller: Caller,
  path: PolicyPath,
  { subject_token }: FederationPolicyTest,
): Promise<FederationPolicyTestResult> {
  const { account, policy } = await findFederationPolicy(ports, caller, path);
  const checks = [...stateChecks(account, policy), ...(await tokenChecks(ports, policy, subject_token))];
  return { matched: checks.every(({ passed }) => passed), checks };
}

function stateChecks({ user }: Account, { enabled }: FederationPolicy): Check[] {
  const isActive = user.deleted_at === null;
  return [
    { check: 'user', passed: isActive, detail: `The Service User is ${isActive ? 'active' : 'deactivated'}.` },
    { check: 'enabled', passed: enabled, detail: `The policy is ${enabled ? 'enabled' : 'disabled'}.` },
  ];
}

/** The claims of a token are compared only if it is valid. */
async function tokenChecks(
  { verifyWorkloadToken }: FederationPolicyTestPorts,
  policy: FederationPolicy,
  token: string,
): Promise<Check[]> {
  const result = await verifyWorkloadToken(token, policy);
  switch (result.outcome) {
    case 'verified': {
      const detail = 'The token is valid: its format, its signature by a key of the issuer, and its times.';
      return [{ check: 'token', passed: true, detail }, ...matchPolicy(policy, result.claims)];
    }
    case 'invalid':
      return [{ check: result.check, passed: false, detail: result.detail }];
    case 'keys_unreachable': {
      const detail = `The keys of the issuer cannot be fetched: ${result.detail}. Give them in jwks if the issuer is not public.`;
      return [{ check: 'keys', passed: false, detail }];
    }
  }
}
