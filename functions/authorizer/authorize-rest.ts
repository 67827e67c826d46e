// The Lambda authorizer of REST APIs of other teams. A REST API expects an IAM policy, and passes on only strings.
import type { APIGatewayAuthorizerResult, APIGatewayRequestAuthorizerEvent, Context } from 'aws-lambda';
import { bearerCredential } from '../../shared/auth/authorization-header.ts';
import type { Principal } from '../../shared/domain/principal.ts';
import { deadlineOf } from '../../shared/runtime/deadline.ts';
import { authenticateCredential } from './authenticate-credential.ts';

type Event = Pick<
  APIGatewayRequestAuthorizerEvent,
  'methodArn' | 'headers' | 'multiValueHeaders' | 'requestContext' | 'stageVariables'
>;

/**
 * Allows only the method of the request, so that a cached result cannot authorize another one. Denies it when the API does
 * not accept the account, for which API Gateway responds with 403.
 *
 * @throws Error `Unauthorized`, for which API Gateway responds with 401.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-output.html
 */
export async function handler(event: Event, context: Context): Promise<APIGatewayAuthorizerResult> {
  const { requestId, identity } = event.requestContext;
  const requestContext = { request_id: requestId, source_ip: identity.sourceIp, deadline: deadlineOf(context) };
  const credential = bearerCredential(authorizationHeader(event));
  const { principal, isAccepted } = await authenticateCredential(credential, requestContext, {
    functionArn: context.invokedFunctionArn,
    stageVariables: event.stageVariables,
  });
  return {
    principalId: principal.user_id,
    policyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: isAccepted ? 'Allow' : 'Deny', Action: 'execute-api:Invoke', Resource: event.methodArn }],
    },
    ...(isAccepted && { context: toStrings(principal) }),
  };
}

/**
 * A REST API does not change the case of header names, and does not join repeated headers. They are joined here as an
 * HTTP API does it, so that a request with two Authorization headers has no credential on either API.
 */
function authorizationHeader({ multiValueHeaders, headers }: Event): string {
  return Object.entries(multiValueHeaders ?? headers ?? {})
    .flatMap(([name, values = []]) => (name.toLowerCase() === 'authorization' ? values : []))
    .join(',');
}

/** Encodes values other than strings as JSON. `principalOf` decodes them. */
function toStrings(principal: Principal): Record<string, string> {
  return Object.fromEntries(
    Object.entries(principal).map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
  );
}
