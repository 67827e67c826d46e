// The authorization types of routes. Each decides whether a request is allowed, and provides the authorizer context.
import { z } from 'zod';
import { FunctionError, type Invocable } from '../lambda/lambda-function.ts';
import { type AuthorizerContext, authorizerEvent, type RoutedRequest } from './event.ts';
import { type GatewayResponse, gatewayMessage, internalServerError } from './response.ts';
import { methodArn, restAuthorizerEvent } from './rest-event.ts';

export type Verdict =
  | { readonly passed: true; readonly authorizer?: AuthorizerContext }
  | { readonly passed: false; readonly response: GatewayResponse };

export type Authorization = (request: RoutedRequest) => Promise<Verdict>;

const rejected = (response: GatewayResponse): Verdict => ({ passed: false, response });
const unauthorized = rejected(gatewayMessage(401, 'Unauthorized'));
const forbidden = rejected(gatewayMessage(403, 'Forbidden'));
const failed = rejected(internalServerError);

/** `NONE` */
export const noAuthorization: Authorization = async () => ({ passed: true });

export interface LambdaAuthorizer {
  readonly authorizer: Invocable;
  /** Required headers in lower case. A request without one of them is rejected without invoking the authorizer. */
  readonly identityHeaders: readonly string[];
}

/**
 * How long API Gateway waits for an authorizer, whatever the timeout of its function.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html
 */
const AUTHORIZER_TIMEOUT_MS = 10_000;

/** `CUSTOM`: invokes a function. The request is rejected when the function fails in any way, or takes too long. */
function lambdaAuthorization(
  { authorizer, identityHeaders }: LambdaAuthorizer,
  eventOf: (request: RoutedRequest, identity: readonly string[]) => unknown,
  verdictOf: (result: unknown, request: RoutedRequest) => Verdict,
): Authorization {
  return async (request) => {
    const identity = identityHeaders.flatMap((name) => request.headers[name] || []);
    if (identity.length < identityHeaders.length) return unauthorized;
    const { promise: timedOut, resolve: timeOut } = Promise.withResolvers<Verdict>();
    const timer = setTimeout(timeOut, AUTHORIZER_TIMEOUT_MS, failed);
    const verdict = async () => {
      try {
        return verdictOf(await authorizer.invoke(eventOf(request, identity)), request);
      } catch (error) {
        if (!(error instanceof FunctionError)) throw error;
        return error.message === 'Unauthorized' ? unauthorized : failed;
      }
    };
    try {
      return await Promise.race([verdict(), timedOut]);
    } finally {
      clearTimeout(timer);
    }
  };
}

const simpleResponse = z.object({ isAuthorized: z.boolean(), context: z.record(z.string(), z.unknown()).nullish() });

/** The authorizer of an HTTP API returns a simple response. */
export function simpleAuthorization(authorizer: LambdaAuthorizer): Authorization {
  return lambdaAuthorization(authorizer, authorizerEvent, (result) => {
    const parsed = simpleResponse.safeParse(result);
    if (!parsed.success) return failed;
    if (!parsed.data.isAuthorized) return forbidden;
    return { passed: true, authorizer: { lambda: parsed.data.context ?? null } };
  });
}

const policyResponse = z.object({
  principalId: z.string(),
  policyDocument: z.object({
    Version: z.literal('2012-10-17'),
    Statement: z.array(z.object({ Effect: z.enum(['Allow', 'Deny']), Action: z.string(), Resource: z.string() })),
  }),
  // API Gateway returns 500 when the context contains objects or lists.
  context: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String)).nullish(),
});

/**
 * The authorizer of a REST API returns a policy. The runner supports no wildcards in it: a request is allowed only by a
 * statement with exactly the ARN of the method. A policy with a Deny allows nothing.
 */
export function policyAuthorization(authorizer: LambdaAuthorizer): Authorization {
  return lambdaAuthorization(authorizer, restAuthorizerEvent, (result, request) => {
    const parsed = policyResponse.safeParse(result);
    if (!parsed.success) return failed;
    const { principalId, policyDocument, context } = parsed.data;
    const called = methodArn(request);
    const statements = policyDocument.Statement;
    const allowed =
      statements.every(({ Effect }) => Effect === 'Allow') &&
      statements.some(({ Action, Resource }) => Action === 'execute-api:Invoke' && Resource === called);
    return allowed ? { passed: true, authorizer: { ...context, principalId } } : forbidden;
  });
}
