// Connects authentication to the table and the OIDC issuer. Each export is pure, so that the authorizer's bundle, which is
// on the path of every request, has only what verifies tokens.
import { githubSignatureVerifier } from '../auth/github-signature.ts';
import { idTokenVerifier } from '../auth/oidc.ts';
import type { AuthenticationPorts } from '../services/authentication.ts';
import type { BearerPorts } from '../services/bearer-authentication.ts';
import type { IamAuthenticationPorts } from '../services/iam-authentication.ts';
import type { IntrospectionPorts } from '../services/introspection.ts';
import type { LoginPorts } from '../services/login.ts';
import { dynamoCredentials } from '../storage/accounts/credentials.ts';
import { dynamoSessionLookup } from '../storage/sessions/session-lookup.ts';
import { dynamoSessions } from '../storage/sessions/sessions.ts';
import { dynamoTeamNames } from '../storage/teams/team-names.ts';
import { dynamoPolicies } from '../storage/workspace/policies.ts';
import { githubConfig, loginConfig, oidcConfig, tokenConfig } from './config.ts';
import { effects } from './effects.ts';
import { accountPorts } from './ports.ts';
import { table } from './table.ts';

/** Verifies tokens. */
const authenticationPorts: AuthenticationPorts = /* @__PURE__ */ (() => ({
  ...effects,
  credentials: dynamoCredentials(table.client, table.name),
}))();

/** Verifies tokens and sessions. */
export const bearerPorts: BearerPorts = /* @__PURE__ */ (() => ({
  ...authenticationPorts,
  sessionLookup: dynamoSessionLookup(table.client, table.name),
}))();

/** Finds the Service User of a signed request. */
export const iamAuthenticationPorts: IamAuthenticationPorts = /* @__PURE__ */ (() => ({
  ...accountPorts,
  ...authenticationPorts,
}))();

/** Introspects tokens. */
export const introspectionPorts: IntrospectionPorts = /* @__PURE__ */ (() => ({
  ...bearerPorts,
  teamNames: dynamoTeamNames(table.client, table.name),
}))();

/** Logs people in. */
export const loginPorts: LoginPorts = /* @__PURE__ */ (() => {
  const { OIDC_ISSUER, OIDC_AUDIENCE, OIDC_TRUSTS_EMAILS } = oidcConfig(process.env);
  return {
    ...accountPorts,
    ...bearerPorts,
    policies: dynamoPolicies(table.client, table.name),
    tokenPrefix: tokenConfig(process.env).TOKEN_PREFIX,
    verifyIdToken: idTokenVerifier({
      issuer: OIDC_ISSUER,
      audience: OIDC_AUDIENCE,
      trustsEmails: OIDC_TRUSTS_EMAILS === 'true',
    }),
    allowedEmailDomains: loginConfig(process.env).ALLOWED_EMAIL_DOMAINS.toLowerCase().split(',').filter(Boolean),
  };
})();

/** Marks leaked tokens as compromised. */
export const leakedTokenPorts = /* @__PURE__ */ (() => ({
  ...accountPorts,
  sessions: dynamoSessions(table.client, table.name),
  tokenPrefix: tokenConfig(process.env).TOKEN_PREFIX,
  verifyGithubSignature: githubSignatureVerifier(githubConfig(process.env).GITHUB_KEYS_URL),
}))();
