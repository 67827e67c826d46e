// The one middy stack that every operation runs in: log, answer, caller, input - in this order on the way in, and
// backwards on the way out.
import middy, { type MiddlewareObj } from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Operation } from '../../shared/contracts/operation.ts';
import type { Caller, RequestContext } from '../../shared/services/ports/request-context.ts';
import { identifyCaller, identifyRequest } from './caller.ts';
import { parseInput, textOf } from './input.ts';
import { logRequest } from './log.ts';
import { sendResponse } from './response.ts';

/** An event of API Gateway (HTTP API, payload 2.0) as it gains what the middlewares find out. */
export interface ApiEvent extends APIGatewayProxyEventV2 {
  context?: RequestContext;
  caller?: Caller;
  input?: { body: unknown; query: unknown };
}

export type ApiMiddleware = MiddlewareObj<ApiEvent, unknown>;
export type ApiHandler = (event: ApiEvent, context: object) => Promise<APIGatewayProxyStructuredResultV2>;

/** A request as an operation sees it: authorised and valid. */
export interface ApiRequest<Body, Query> {
  readonly caller: Caller;
  /** The `{id}` of the path, decoded; empty for a route without one. */
  readonly id: string;
  readonly body: Body;
  readonly query: Query;
}

/** A request to an open operation: anybody's, and valid. */
export interface PublicRequest<Body> {
  readonly context: RequestContext;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Whether it came by the signed API. */
  readonly signed: boolean;
  readonly body: Body;
  /** The body as it was sent. */
  readonly text: string;
}

/**
 * A Lambda handler for an operation.
 *
 * @param act - Answers the body of the success response; what it throws is answered as a problem document.
 */
export function handle<Body, Query>(
  operation: Operation<Body, Query>,
  act: (request: ApiRequest<Body, Query>) => Promise<unknown>,
): ApiHandler {
  return stack(operation, identifyCaller(operation), ({ caller, input, pathParameters }) =>
    act({ ...input, caller, id: pathParameters?.id ?? '' } as ApiRequest<Body, Query>),
  );
}

/** A Lambda handler for an open operation. */
export function handlePublic<Body>(
  operation: Operation<Body>,
  act: (request: PublicRequest<Body>) => Promise<unknown>,
): ApiHandler {
  return stack(operation, identifyRequest, (event) => {
    const { context, headers, input, requestContext } = event;
    const signed = 'iam' in ((requestContext as { authorizer?: object }).authorizer ?? {});
    return act({ context, headers, signed, body: input?.body, text: textOf(event) } as PublicRequest<Body>);
  });
}

function stack(
  operation: Operation<unknown, unknown>,
  identify: ApiMiddleware,
  act: (event: ApiEvent) => Promise<unknown>,
): ApiHandler {
  return middy<ApiEvent, unknown>({ timeoutEarlyInMillis: 0 })
    .use(logRequest(operation))
    .use(sendResponse(operation))
    .use(identify)
    .use(parseInput(operation))
    .handler(act) as never;
}
