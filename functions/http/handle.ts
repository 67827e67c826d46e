// Runs every operation in the same middy stack: log, response, caller, input. Requests pass the stack in this order,
// and responses and errors pass it in reverse.
import middy from '@middy/core';
import type { Operation } from '../../shared/contracts/operation.ts';
import { rawBodyOf } from './body.ts';
import { identifyCaller, identifyRequest } from './caller.ts';
import { parseInput } from './input.ts';
import { logRequest } from './log.ts';
import { sendResponse } from './response.ts';
import type { ApiEvent, ApiHandler, ApiMiddleware, ApiRequest, PublicRequest } from './types.ts';

/**
 * Creates the Lambda handler of an operation.
 *
 * @param act - Returns the body of the successful response. The stack turns its errors into problem documents.
 */
export function handle<Body, Query>(
  operation: Operation<Body, Query>,
  act: (request: ApiRequest<Body, Query>) => Promise<unknown>,
): ApiHandler {
  return withStack(operation, identifyCaller(operation), ({ caller, input, pathParameters }) =>
    act({ ...input, caller, id: pathParameters?.id ?? '', policyId: pathParameters?.policy_id ?? '' } as ApiRequest<
      Body,
      Query
    >),
  );
}

/** Creates the Lambda handler of a public operation. @param act - As for `handle`. */
export function handlePublic<Body>(
  operation: Operation<Body>,
  act: (request: PublicRequest<Body>) => Promise<unknown>,
): ApiHandler {
  return withStack(operation, identifyRequest, (event) => {
    const { context, headers, input, requestContext } = event;
    const signed = 'iam' in ((requestContext as { authorizer?: object }).authorizer ?? {});
    return act({ context, headers, signed, body: input?.body, rawBody: rawBodyOf(event) } as PublicRequest<Body>);
  });
}

function withStack(
  operation: Operation<unknown, unknown>,
  identify: ApiMiddleware,
  act: (event: ApiEvent) => Promise<unknown>,
): ApiHandler {
  return middy<ApiEvent, unknown>({ timeoutEarlyInMillis: 0 })
    .use(logRequest(operation))
    .use(sendResponse(operation))
    .use(identify)
    .use(parseInput(operation))
    .handler(act);
}
