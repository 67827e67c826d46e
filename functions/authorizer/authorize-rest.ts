// The authorizer of REST APIs, for other teams to put in front of theirs. REST APIs want an IAM policy, and pass on nothing
// but text.
import type { APIGatewayAuthorizerResult, APIGatewayRequestAuthorizerEvent, Context } from 'aws-lambda';
import { bearerCredential } from '../../shared/auth/authorization-header.ts';
import type { Principal } from '../../shared/domain/principal.ts';
import { deadlineOf } from '../../shared/runtime/deadline.ts';
import { authenticateCredential } from './authenticate-credential.ts';

type Event = Pick<APIGatewayRequestAuthorizerEvent, 'methodArn' | 'headers' | 'multiValueHeaders' | 'requestContext'>;

/**
 * Allows the one method that is called, so that an answer kept anywhere would open nothing else.
 *
 * @throws Error `Unauthorized`, which API Gateway answers with 401.
 */
export async function handler(event: Event, context: Context): Promise<APIGatewayAuthorizerResult> {
  const { requestId, identity } = event.requestContext;
  const requestContext = { request_id: requestId, source_ip: identity.sourceIp, deadline: deadlineOf(context) };
  const principal = await authenticateCredential(bearerCredential(authorizationOf(event)), requestContext);
  return {
    principalId: principal.user_id,
    policyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'execute-api:Invoke', Resource: event.methodArn }],
    },
    context: asText(principal),
  };
}

/** REST APIs leave names as they were sent, and do not join what was sent twice: here it is none, as with HTTP APIs. */
function authorizationOf({ multiValueHeaders, headers }: Event): string {
  return Object.entries(multiValueHeaders ?? headers ?? {})
    .flatMap(([name, values = []]) => (name.toLowerCase() === 'authorization' ? values : []))
    .join(',');
}

/** What is no text goes as JSON; `principalOf` reads it back. */
function asText(principal: Principal): Record<string, string> {
  return Object.fromEntries(
    Object.entries(principal).map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
  );
}
