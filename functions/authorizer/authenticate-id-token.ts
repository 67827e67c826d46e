// Authenticates a person by an ID token of the OIDC issuer. The authorizer loads this file on demand.
import type { Principal } from '../../shared/domain/principal.ts';
import { personPorts } from '../../shared/runtime/authentication-ports.ts';
import { authenticateIdToken as authenticate } from '../../shared/services/id-token-authentication.ts';
import type { RequestContext } from '../../shared/services/ports/request-context.ts';

/** @returns undefined when the ID token is invalid, or belongs to no active account. */
export function authenticateIdToken(context: RequestContext, idToken: string): Promise<Principal | undefined> {
  return authenticate(personPorts, context, idToken);
}
