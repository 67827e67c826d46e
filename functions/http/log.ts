// One log line for each request: who did what, and how it ended. Never a body, a header or a query.
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Operation } from '../../shared/contracts/operation.ts';
import { Refusal } from '../../shared/domain/errors.ts';
import type { ApiEvent, ApiMiddleware } from './handle.ts';

export function logRequest(operation: Pick<Operation, 'id'>): ApiMiddleware {
  const line = (event: ApiEvent, response: unknown) => ({
    operation: operation.id,
    request_id: event.requestContext.requestId,
    actor: event.caller?.principal.user_id,
    token_id: event.caller?.principal.token_id,
    status: (response as APIGatewayProxyStructuredResultV2).statusCode,
  });
  return {
    after({ event, response }) {
      console.info({ message: 'answered', ...line(event, response) });
    },
    onError({ event, response, error }) {
      if (error instanceof Refusal && error.kind !== 'unavailable') {
        console.info({ message: 'refused', ...line(event, response), code: error.code });
      } else {
        console.error({ message: 'failed', ...line(event, response), error: describe(error) });
      }
    },
  };
}

function describe(error: unknown): unknown {
  if (!(error instanceof Error)) return typeof error;
  const { name, message, stack, cause } = error;
  return { name, message, stack, ...(cause !== undefined && { cause: describe(cause) }) };
}
