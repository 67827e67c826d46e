// The authorizer of the bearer API: who holds this credential? What it answers is all that a function knows of the
// caller.
import type {
  APIGatewayRequestAuthorizerEventV2,
  APIGatewaySimpleAuthorizerWithContextResult,
  Context,
} from 'aws-lambda';
import { bearerCredential } from '../../shared/auth/authorization-header.ts';
import type { AuthenticatedBy, Principal } from '../../shared/domain/principal.ts';
import { authenticationPorts } from '../../shared/runtime/authentication-ports.ts';
import { authenticateToken } from '../../shared/services/authentication.ts';
import { countAuthentication } from '../../shared/telemetry/authentications.ts';

type Event = Pick<APIGatewayRequestAuthorizerEventV2, 'headers' | 'requestContext'>;

/** @throws Error `Unauthorized`, which API Gateway answers with 401. */
export async function handler(
  event: Event,
  context: Context,
): Promise<APIGatewaySimpleAuthorizerWithContextResult<Principal>> {
  const credential = bearerCredential(event.headers?.authorization) ?? '';
  const principal = await countAuthentication({
    request_id: event.requestContext.requestId,
    claimed: () => claimedBy(credential),
    authenticate: () => principalBehind(credential, event, context),
  });
  if (principal === undefined) throw new Error('Unauthorized');
  return { isAuthorized: true, context: principal };
}

/** What few requests need is loaded by the first that does. */
async function principalBehind(credential: string, event: Event, context: Context): Promise<Principal | undefined> {
  const { requestId, http } = event.requestContext;
  const deadline = Date.now() + context.getRemainingTimeInMillis();
  const visit = { request_id: requestId, source_ip: http.sourceIp, deadline };
  if (!isIdToken(credential)) {
    return authenticateToken(authenticationPorts, credential, async (accountId, tokenId) => {
      const { reportRetiredSecret } = await import('./report-retired-secret.js');
      await reportRetiredSecret(visit, accountId, tokenId);
    });
  }
  const { authenticateIdToken } = await import('./authenticate-id-token.js');
  return authenticateIdToken(visit, credential);
}

/** An ID token has dots, which a token of ours has not. */
function isIdToken(credential: string): boolean {
  return credential.includes('.');
}

function claimedBy(credential: string): AuthenticatedBy | 'unknown' {
  if (isIdToken(credential)) return 'oidc';
  const [, kind] = /(?:^|_)(svc|pat)_/.exec(credential) ?? [];
  if (kind === undefined) return 'unknown';
  return kind === 'svc' ? 'service_token' : 'personal_token';
}
