// Who holds this credential? What both authorizers ask; they differ in how API Gateway asks them and wants its answer.
import type { Principal } from '../../shared/domain/principal.ts';
import { authenticationPorts } from '../../shared/runtime/authentication-ports.ts';
import { authenticateToken } from '../../shared/services/authentication.ts';
import type { RequestContext } from '../../shared/services/ports/request-context.ts';
import { type ClaimedKind, countAuthentication } from '../../shared/telemetry/authentications.ts';

/** @throws Error `Unauthorized`, which API Gateway answers with 401. */
export async function authenticateCredential(
  credential: string | undefined,
  context: RequestContext,
): Promise<Principal> {
  const shown = credential ?? '';
  const principal = await countAuthentication({
    request_id: context.request_id,
    claimed: () => claimedBy(shown),
    authenticate: () => authenticate(shown, context),
  });
  if (principal === undefined) throw new Error('Unauthorized');
  return principal;
}

/** What few requests need is loaded by the first that does. */
async function authenticate(credential: string, context: RequestContext): Promise<Principal | undefined> {
  if (!isIdToken(credential)) {
    return authenticateToken(authenticationPorts, credential, async (accountId, tokenId) => {
      const { recordRetiredSecretUse } = await import('./record-retired-secret-use.js');
      await recordRetiredSecretUse(context, accountId, tokenId);
    });
  }
  const { authenticateIdToken } = await import('./authenticate-id-token.js');
  return authenticateIdToken(context, credential);
}

/** An ID token has dots, which a token of ours has not. */
function isIdToken(credential: string): boolean {
  return credential.includes('.');
}

function claimedBy(credential: string): ClaimedKind {
  if (isIdToken(credential)) return 'oidc';
  if (/(?:^|_)svc_/.test(credential)) return 'service_token';
  return /(?:^|_)pat_/.test(credential) ? 'personal_token' : 'unknown';
}
