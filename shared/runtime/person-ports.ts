// Wires the recognition of people by their ID tokens.
import { idTokenVerifier } from '../auth/oidc.ts';
import type { PersonPorts } from '../services/people.ts';
import { accountPorts } from './account-ports.ts';
import { oidcConfig } from './config.ts';

const { OIDC_ISSUER, OIDC_AUDIENCE, OIDC_TRUSTS_EMAILS } = oidcConfig(process.env);

export const personPorts: PersonPorts = {
  ...accountPorts,
  verifyIdToken: idTokenVerifier({
    issuer: OIDC_ISSUER,
    audience: OIDC_AUDIENCE,
    trustsEmails: OIDC_TRUSTS_EMAILS === 'true',
  }),
};
