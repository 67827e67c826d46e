// The Lambda authorizer of HTTP APIs: of the bearer API, and of the HTTP APIs of other teams. A function behind it
// knows the caller only from the context that this authorizer returns.
import type {
  APIGatewayRequestAuthorizerEventV2,
  APIGatewaySimpleAuthorizerResult,
  APIGatewaySimpleAuthorizerWithContextResult,
  Context,
} from 'aws-lambda';
import { bearerCredential } from '../../shared/auth/authorization-header.ts';
import type { Principal } from '../../shared/domain/principal.ts';
import { deadlineOf } from '../../shared/runtime/deadline.ts';
import { authenticateCredential } from './authenticate-credential.ts';

type Event = Pick<APIGatewayRequestAuthorizerEventV2, 'headers' | 'requestContext' | 'stageVariables'>;

/**
 * API Gateway responds with 403 when the API does not accept the account.
 *
 * @throws Error `Unauthorized`, for which API Gateway responds with 401.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html
 */
export async function handler(
  { headers, stageVariables, requestContext: { requestId, http } }: Event,
  context: Context,
): Promise<APIGatewaySimpleAuthorizerResult | APIGatewaySimpleAuthorizerWithContextResult<Principal>> {
  const requestContext = { request_id: requestId, source_ip: http.sourceIp, deadline: deadlineOf(context) };
  const credential = bearerCredential(headers?.authorization);
  const { principal, isAccepted } = await authenticateCredential(credential, requestContext, {
    functionArn: context.invokedFunctionArn,
    stageVariables,
  });
  return isAccepted ? { isAuthorized: true, context: principal } : { isAuthorized: false };
}
