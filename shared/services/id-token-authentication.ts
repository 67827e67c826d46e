// Authenticates people by the ID token of the OIDC issuer.
import type { IdTokenVerifier } from '../auth/oidc.ts';
import { DomainError } from '../domain/errors.ts';
import { type Principal, toPrincipal } from '../domain/principal.ts';
import { changeAccount } from './change-account.ts';
import { identity as presentAccount } from './commit-with-retry.ts';
import { claimsServiceUserId, findPerson, linkIdentity, toPersonActor } from './people.ts';
import type { AccountPorts } from './ports/ports.ts';
import type { RequestContext } from './ports/request-context.ts';

export interface PersonPorts extends AccountPorts {
  readonly verifyIdToken: IdTokenVerifier;
}

/** The principal of the person; undefined when the ID token is rejected. It links an identity that is seen first. */
export async function authenticateIdToken(
  ports: PersonPorts,
  context: RequestContext,
  idToken: string,
): Promise<Principal | undefined> {
  const identity = await ports.verifyIdToken(idToken);
  if (identity === undefined || claimsServiceUserId(identity)) return undefined;
  const account = await findPerson(ports, identity);
  if (account === undefined) return undefined;
  // Linking rejects a deactivated account and one that is linked to another identity, as of the write.
  const linked = await changeAccount(ports, { ...context, actor: toPersonActor(account.user) }, account, {
    steps: [linkIdentity(identity)],
    present: presentAccount,
  }).catch(undefinedIfRejected);
  return linked && toPrincipal(linked.user, 'oidc');
}

function undefinedIfRejected(error: unknown): undefined {
  if (error instanceof DomainError && error.kind !== 'unavailable') return undefined;
  throw error;
}
