// The authorizer of the bearer API: who holds this credential? What it answers is all that a function knows of the
// caller.
import type {
  APIGatewayRequestAuthorizerEventV2,
  APIGatewaySimpleAuthorizerWithContextResult,
  Context,
} from 'aws-lambda';
import { bearerCredential } from '../../shared/auth/authorization-header.ts';
import type { Principal } from '../../shared/domain/principal.ts';
import { authenticationPorts } from '../../shared/runtime/authentication-ports.ts';
import { authenticateToken } from '../../shared/services/authentication.ts';

type Event = Pick<APIGatewayRequestAuthorizerEventV2, 'headers' | 'requestContext'>;

/** @throws Error `Unauthorized`, which API Gateway answers with 401. */
export async function handler(
  event: Event,
  context: Context,
): Promise<APIGatewaySimpleAuthorizerWithContextResult<Principal>> {
  const credential = bearerCredential(event.headers?.authorization);
  const principal = credential === undefined ? undefined : await principalBehind(credential, event, context);
  if (principal === undefined) throw new Error('Unauthorized');
  return { isAuthorized: true, context: principal };
}

/** An ID token has dots, which a token of ours has not. What few requests need is loaded by the first that does. */
async function principalBehind(credential: string, event: Event, context: Context): Promise<Principal | undefined> {
  const { requestId, http } = event.requestContext;
  const deadline = Date.now() + context.getRemainingTimeInMillis();
  const visit = { request_id: requestId, source_ip: http.sourceIp, deadline };
  if (!credential.includes('.')) {
    return authenticateToken(authenticationPorts, credential, async (accountId, tokenId, generation) => {
      const { reportRetiredSecret } = await import('./report-retired-secret.js');
      await reportRetiredSecret(visit, accountId, tokenId, generation);
    });
  }
  const { authenticateIdToken } = await import('./authenticate-id-token.js');
  return authenticateIdToken(visit, credential);
}
