// The kinds of authorization that a route may ask for: each says whether a request may pass, and who is calling.
import { z } from 'zod';
import { FunctionError, type Invocable } from '../lambda/lambda-function.ts';
import { type AuthorizerContext, authorizerEvent, type RoutedRequest } from './event.ts';
import { type GatewayResponse, gatewayMessage, internalServerError } from './response.ts';
import { methodArn, restAuthorizerEvent } from './rest-event.ts';

export type Verdict =
  | { readonly passed: true; readonly authorizer?: AuthorizerContext }
  | { readonly passed: false; readonly refusal: GatewayResponse };

export type Authorization = (request: RoutedRequest) => Promise<Verdict>;

const refused = (refusal: GatewayResponse): Verdict => ({ passed: false, refusal });
const unauthorized = refused(gatewayMessage(401, 'Unauthorized'));
const forbidden = refused(gatewayMessage(403, 'Forbidden'));
const failed = refused(internalServerError);

/** `NONE` */
export const noAuthorization: Authorization = async () => ({ passed: true });

export interface LambdaAuthorizer {
  readonly authorizer: Invocable;
  /** Headers without which the authorizer is not asked, in lower case. */
  readonly identityHeaders: readonly string[];
}

/** `CUSTOM`: asks a function. Whatever goes wrong with it, the request does not pass. */
function lambdaAuthorization(
  { authorizer, identityHeaders }: LambdaAuthorizer,
  eventOf: (request: RoutedRequest, identity: readonly string[]) => unknown,
  verdictOf: (answer: unknown, request: RoutedRequest) => Verdict,
): Authorization {
  return async (request) => {
    const identity = identityHeaders.flatMap((name) => request.headers[name] || []);
    if (identity.length < identityHeaders.length) return unauthorized;
    let answer: unknown;
    try {
      answer = await authorizer.invoke(eventOf(request, identity));
    } catch (error) {
      if (!(error instanceof FunctionError)) throw error;
      return error.message === 'Unauthorized' ? unauthorized : failed;
    }
    return verdictOf(answer, request);
  };
}

const simpleResponse = z.object({ isAuthorized: z.boolean(), context: z.record(z.string(), z.unknown()).nullish() });

/** Of an HTTP API: the function says yes or no. */
export function simpleAuthorization(authorizer: LambdaAuthorizer): Authorization {
  return lambdaAuthorization(authorizer, authorizerEvent, (answer) => {
    const parsed = simpleResponse.safeParse(answer);
    if (!parsed.success) return failed;
    if (!parsed.data.isAuthorized) return forbidden;
    return { passed: true, authorizer: { lambda: parsed.data.context ?? null } };
  });
}

const policyResponse = z.object({
  principalId: z.string(),
  policyDocument: z.object({
    Version: z.literal('2012-10-17'),
    Statement: z.array(z.object({ Effect: z.literal('Allow'), Action: z.string(), Resource: z.string() })),
  }),
  // No objects and no lists: API Gateway fails the request then.
  context: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String)).nullish(),
});

/**
 * Of a REST API: the function answers a policy. The runner knows no wildcard and no denial in one: either there is a
 * statement that allows the called method, or the request does not pass.
 */
export function policyAuthorization(authorizer: LambdaAuthorizer): Authorization {
  return lambdaAuthorization(authorizer, restAuthorizerEvent, (answer, request) => {
    const parsed = policyResponse.safeParse(answer);
    if (!parsed.success) return failed;
    const { principalId, policyDocument, context } = parsed.data;
    const called = methodArn(request);
    const allowed = policyDocument.Statement.some(
      ({ Action, Resource }) => Action === 'execute-api:Invoke' && Resource === called,
    );
    return allowed ? { passed: true, authorizer: { ...context, principalId } } : forbidden;
  });
}
