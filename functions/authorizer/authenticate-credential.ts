// Authenticates a bearer credential, for the authorizers of HTTP APIs and of REST APIs. The two differ only in the
// events and results that API Gateway defines for them.
import { acceptsCaller, type Invocation } from '../../shared/auth/accepted-callers.ts';
import { locateSession, locateToken } from '../../shared/auth/bearer-token.ts';
import type { Principal } from '../../shared/domain/principal.ts';
import { bearerPorts } from '../../shared/runtime/authentication-ports.ts';
import { authenticateBearer } from '../../shared/services/bearer-authentication.ts';
import type { RequestContext } from '../../shared/services/ports/request-context.ts';
import { type ClaimedKind, countAuthentication } from '../../shared/telemetry/authentications.ts';

export interface Authentication {
  readonly principal: Principal;
  /** Whether the API accepts the account. */
  readonly isAccepted: boolean;
}

/**
 * @param invocation - Determines the accounts that the API accepts.
 * @throws Error `Unauthorized`, for which API Gateway responds with 401; any other error results in 500.
 */
export async function authenticateCredential(
  credential = '',
  context: RequestContext,
  invocation: Invocation,
): Promise<Authentication> {
  const accepts = (principal: Principal) => acceptsCaller(invocation, principal);
  const principal = await countAuthentication({
    request_id: context.request_id,
    source_ip: context.source_ip,
    claimed: () => ({ kind: claimedKind(credential), ...(locateToken(credential) ?? locateSession(credential)) }),
    authenticate: () => authenticate(credential, context),
    accepts,
  });
  if (principal === undefined) throw new Error('Unauthorized');
  return { principal, isAccepted: accepts(principal) };
}

/**
 * Imports the code that few requests need only when a request needs it, to keep cold starts short. The imported file is a
 * bundle next to that of the authorizer (`LAZY_PARTS` in infra/constructs/bundles.ts), which is why its name ends in `.js`.
 */
async function authenticate(credential: string, context: RequestContext): Promise<Principal | undefined> {
  return authenticateBearer(bearerPorts, credential, {
    source_ip: context.source_ip,
    async recordRejectedUse(use) {
      const { recordRejectedUse } = await import('./record-rejected-use.js');
      await recordRejectedUse(context, use);
    },
  });
}

/** The kind that a credential claims to be. A session of a person and one of a workload look the same. */
function claimedKind(credential: string): ClaimedKind {
  const [, kind = ''] = /(?:^|_)(svc|pat|ses)_/.exec(credential) ?? [];
  return CLAIMED_KINDS[kind] ?? 'unknown';
}

const CLAIMED_KINDS: Readonly<Record<string, ClaimedKind>> = {
  svc: 'service_token',
  pat: 'personal_token',
  ses: 'session',
};
