// One line of the log for each request: who did what, and how it ended. Never a body, a header or a query.
import { Logger } from '@aws-lambda-powertools/logger';
import type { APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import type { Operation } from '../../shared/contracts/operation.ts';
import { DomainError } from '../../shared/domain/errors.ts';
import { metric } from '../../shared/telemetry/metrics.ts';
import type { ApiEvent, ApiMiddleware } from './handle.ts';

const logger = new Logger();

export function logRequest(operation: Pick<Operation, 'id'>): ApiMiddleware {
  const line = (event: ApiEvent, response: unknown) => ({
    operation: operation.id,
    request_id: event.requestContext.requestId,
    actor: event.caller?.actor,
    token_id: event.caller?.principal.token_id,
    status: (response as APIGatewayProxyStructuredResultV2).statusCode,
  });
  return {
    before({ context }) {
      logger.addContext(context as Context);
    },
    after({ event, response }) {
      logger.info('request', { outcome: 'answered', ...line(event, response) });
    },
    onError({ event, response, error }) {
      if (!(error instanceof DomainError)) {
        logger.error('request', { outcome: 'failed', ...line(event, response), cause: describeError(error) });
        return;
      }
      const { code, kind } = error;
      const refusal = { ...line(event, response), ...metric('Refusals', { code }) };
      if (kind !== 'unavailable') logger.info('request', { outcome: 'refused', ...refusal });
      else logger.error('request', { outcome: 'failed', ...refusal, cause: describeError(error.cause) });
    },
  };
}

/** Not the error itself: the logger writes out all that one has, and one of the SDK may have an item of the table. */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return typeof error;
  const { name, message, stack, cause } = error;
  return { name, message, stack, ...(cause !== undefined && { cause: describeError(cause) }) };
}
