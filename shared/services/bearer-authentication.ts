// Authenticates the bearer credentials of the API: tokens and sessions.
import { locateSession } from '../auth/bearer-token.ts';
import type { Principal } from '../domain/principal.ts';
import { type AuthenticationPorts, authenticateToken, type Presentation, UNKNOWN_SOURCE } from './authentication.ts';
import { authenticateSession, type SessionAuthenticationPorts } from './session-authentication.ts';

export interface BearerPorts extends AuthenticationPorts, SessionAuthenticationPorts {
  readonly credentials: AuthenticationPorts['credentials'];
}

/** The principal that a token or session authenticates; undefined when it is rejected. One strongly consistent round trip. */
export function authenticateBearer(
  ports: BearerPorts,
  plaintext: string,
  presentation: Presentation = UNKNOWN_SOURCE,
): Promise<Principal | undefined> {
  if (locateSession(plaintext) !== undefined) return authenticateSession(ports, plaintext, presentation.source_ip);
  return authenticateToken(ports, plaintext, presentation);
}
