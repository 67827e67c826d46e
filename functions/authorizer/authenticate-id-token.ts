// The part of the authorizer that people need: who is behind an ID token of the issuer?
import type { Principal } from '../../shared/domain/principal.ts';
import { personPorts } from '../../shared/runtime/person-ports.ts';
import { principalOfPerson } from '../../shared/services/people.ts';
import type { Visit } from '../../shared/services/ports.ts';

export function authenticateIdToken(visit: Visit, idToken: string): Promise<Principal | undefined> {
  return principalOfPerson(personPorts, visit, idToken);
}
