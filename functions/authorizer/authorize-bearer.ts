// The authorizer of HTTP APIs: the bearer API, and those that other teams put it in front of. What it answers is all that a
// function behind it knows of the caller.
import type {
  APIGatewayRequestAuthorizerEventV2,
  APIGatewaySimpleAuthorizerWithContextResult,
  Context,
} from 'aws-lambda';
import { bearerCredential } from '../../shared/auth/authorization-header.ts';
import type { Principal } from '../../shared/domain/principal.ts';
import { deadlineOf } from '../../shared/runtime/deadline.ts';
import { authenticateCredential } from './authenticate-credential.ts';

type Event = Pick<APIGatewayRequestAuthorizerEventV2, 'headers' | 'requestContext'>;

/** @throws Error `Unauthorized`, which API Gateway answers with 401. */
export async function handler(
  { headers, requestContext: { requestId, http } }: Event,
  context: Context,
): Promise<APIGatewaySimpleAuthorizerWithContextResult<Principal>> {
  const requestContext = { request_id: requestId, source_ip: http.sourceIp, deadline: deadlineOf(context) };
  return {
    isAuthorized: true,
    context: await authenticateCredential(bearerCredential(headers?.authorization), requestContext),
  };
}
