// The one middy stack that every operation runs in: log, answer, caller, input - in this order on the way in, and
// backwards on the way out.
import middy, { type MiddlewareObj } from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Operation } from '../../shared/contracts/operation.ts';
import type { Caller } from '../../shared/services/ports.ts';
import { answer } from './answer.ts';
import { identifyCaller } from './caller.ts';
import { parseInput } from './input.ts';
import { logRequest } from './log.ts';

/** An event of API Gateway (HTTP API, payload 2.0) as it gains what the middlewares find out. */
export interface ApiEvent extends APIGatewayProxyEventV2 {
  caller?: Caller;
  input?: { body: unknown; query: unknown };
}

export type ApiMiddleware = MiddlewareObj<ApiEvent, unknown>;

/** A request as an operation sees it: authorised and valid. */
export interface ApiRequest<Body, Query> {
  readonly caller: Caller;
  /** The `{id}` of the path, decoded; empty for a route without one. */
  readonly id: string;
  readonly body: Body;
  readonly query: Query;
}

/**
 * A Lambda handler for an operation.
 *
 * @param act - Answers the body of the success response; what it throws is answered as a problem document.
 */
export function handle<Body, Query>(
  operation: Operation<Body, Query>,
  act: (request: ApiRequest<Body, Query>) => Promise<unknown>,
): (event: ApiEvent, context: object) => Promise<APIGatewayProxyStructuredResultV2> {
  return middy<ApiEvent, unknown>({ timeoutEarlyInMillis: 0 })
    .use(logRequest(operation))
    .use(answer(operation))
    .use(identifyCaller(operation))
    .use(parseInput(operation))
    .handler(({ caller, input, pathParameters }) =>
      act({ ...input, caller, id: pathParameters?.id ?? '' } as ApiRequest<Body, Query>),
    ) as never;
}
