// Connects the exchange of tokens and the test of federation policies to the issuers of workload tokens, whose code other
// functions do not need.
import { workloadTokenVerifier } from '../auth/workload-token.ts';
import type { FederationPolicyTestPorts } from '../services/test-federation-policy.ts';
import type { TokenExchangePorts } from '../services/token-exchange.ts';
import { dynamoFederationUses } from '../storage/accounts/federation-uses.ts';
import { dynamoSessions } from '../storage/sessions/sessions.ts';
import { loginPorts } from './authentication-ports.ts';
import { oidcConfig } from './config.ts';
import { accountPorts } from './ports.ts';
import { table } from './table.ts';

export const federationPolicyTestPorts: FederationPolicyTestPorts = /* @__PURE__ */ (() => ({
  accounts: accountPorts.accounts,
  verifyWorkloadToken: workloadTokenVerifier(),
}))();

/** Exchanges OIDC tokens for sessions. */
export const tokenExchangePorts: TokenExchangePorts = /* @__PURE__ */ (() => {
  const { OIDC_ISSUER: issuer, OIDC_AUDIENCE: audience } = oidcConfig(process.env);
  return {
    ...loginPorts,
    sessions: dynamoSessions(table.client, table.name),
    federationUses: dynamoFederationUses(table.client, table.name),
    verifyWorkloadToken: workloadTokenVerifier(),
    people: { issuer, audience },
  };
})();
