// The kinds of authorization that a route may ask for: each says whether a request may pass, and who is calling.
import { z } from 'zod';
import { FunctionError, type Invocable } from '../lambda/lambda-function.ts';
import { type AuthorizerContext, authorizerEvent, type RoutedRequest } from './event.ts';
import { type GatewayResponse, gatewayMessage, internalServerError } from './response.ts';

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

const simpleResponse = z.object({ isAuthorized: z.boolean(), context: z.record(z.string(), z.unknown()).nullish() });

export interface LambdaAuthorizer {
  readonly authorizer: Invocable;
  /** Headers without which the authorizer is not asked, in lower case. */
  readonly identityHeaders: readonly string[];
}

/** `CUSTOM`: a Lambda authorizer with simple responses. Whatever goes wrong with it, the request does not pass. */
export function lambdaAuthorization({ authorizer, identityHeaders }: LambdaAuthorizer): Authorization {
  return async (request) => {
    const identity = identityHeaders.flatMap((name) => request.headers[name] || []);
    if (identity.length < identityHeaders.length) return unauthorized;
    let answer: unknown;
    try {
      answer = await authorizer.invoke(authorizerEvent(request, identity));
    } catch (error) {
      if (!(error instanceof FunctionError)) throw error;
      return error.message === 'Unauthorized' ? unauthorized : failed;
    }
    const parsed = simpleResponse.safeParse(answer);
    if (!parsed.success) return failed;
    if (!parsed.data.isAuthorized) return forbidden;
    return { passed: true, authorizer: { lambda: parsed.data.context ?? null } };
  };
}
