// The authorizer of the bearer API: whose token is it? What it answers is all that a function knows of the caller.
import type { APIGatewayRequestAuthorizerEventV2, APIGatewaySimpleAuthorizerWithContextResult } from 'aws-lambda';
import type { Principal } from '../../shared/domain/principal.ts';
import { authenticationPorts } from '../../shared/runtime/authentication-ports.ts';
import { authenticate } from '../../shared/services/authentication.ts';

/** RFC 6750, 2.1; two Authorization headers arrive joined by a comma, and are refused as no token has one. */
const BEARER = /^Bearer +([\w.~+/-]+=*)$/i;

/** @throws Error `Unauthorized`, which API Gateway answers with 401. */
export async function handler(
  event: Pick<APIGatewayRequestAuthorizerEventV2, 'headers'>,
): Promise<APIGatewaySimpleAuthorizerWithContextResult<Principal>> {
  const [, token] = BEARER.exec(event.headers?.authorization ?? '') ?? [];
  const principal = token === undefined ? undefined : await authenticate(authenticationPorts, token);
  if (principal === undefined) throw new Error('Unauthorized');
  return { isAuthorized: true, context: principal };
}
