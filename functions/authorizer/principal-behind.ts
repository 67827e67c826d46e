// Who holds this credential? What both authorizers ask; they differ in how API Gateway asks them and wants its answer.
import type { Principal } from '../../shared/domain/principal.ts';
import { authenticationPorts } from '../../shared/runtime/authentication-ports.ts';
import { authenticateToken } from '../../shared/services/authentication.ts';
import type { Visit } from '../../shared/services/ports.ts';

/**
 * An ID token has dots, which a token of ours has not. What few requests need is loaded by the first that does.
 *
 * @throws Error `Unauthorized`, which API Gateway answers with 401.
 */
export async function principalBehind(credential: string | undefined, visit: Visit): Promise<Principal> {
  const principal = credential === undefined ? undefined : await authenticate(credential, visit);
  if (principal === undefined) throw new Error('Unauthorized');
  return principal;
}

async function authenticate(credential: string, visit: Visit): Promise<Principal | undefined> {
  if (!credential.includes('.')) {
    return authenticateToken(authenticationPorts, credential, async (accountId, tokenId) => {
      const { reportRetiredSecret } = await import('./report-retired-secret.js');
      await reportRetiredSecret(visit, accountId, tokenId);
    });
  }
  const { authenticateIdToken } = await import('./authenticate-id-token.js');
  return authenticateIdToken(visit, credential);
}
