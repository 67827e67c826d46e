// The part of the authorizer that people need: who is behind an ID token of the issuer?
import type { Principal } from '../../shared/domain/principal.ts';
import { personPorts } from '../../shared/runtime/authentication-ports.ts';
import { authenticateIdToken as authenticate } from '../../shared/services/id-token-authentication.ts';
import type { RequestContext } from '../../shared/services/ports/request-context.ts';

export function authenticateIdToken(context: RequestContext, idToken: string): Promise<Principal | undefined> {
  return authenticate(personPorts, context, idToken);
}
