// Writes one log line for each request: the actor, the operation and the outcome. It never contains a body, a header or
// a query string (R11).
import { Logger } from '@aws-lambda-powertools/logger';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Operation } from '../../shared/contracts/operation.ts';
import { DomainError } from '../../shared/domain/errors.ts';
import { metric } from '../../shared/telemetry/metrics.ts';
import { RequestFormatter } from './log-format.ts';
import type { ApiEvent, ApiMiddleware } from './types.ts';

const logger = new Logger({ logFormatter: new RequestFormatter() });

export function logRequest(operation: Pick<Operation, 'id'>): ApiMiddleware {
  const fieldsOf = (event: ApiEvent, response: unknown) => ({
    operation: operation.id,
    request_id: event.requestContext.requestId,
    actor: event.caller?.actor,
    token_id: event.caller?.principal.token_id,
    status: (response as APIGatewayProxyStructuredResultV2).statusCode,
  });
  return {
    before({ context }) {
      logger.addContext(context);
    },
    after({ event, response }) {
      logger.info('request', { outcome: 'answered', ...fieldsOf(event, response) });
    },
    onError({ event, response, error }) {
      const fields = fieldsOf(event, response);
      const { sourceIp: source_ip } = event.requestContext.http;
      if (error instanceof DomainError) logDomainError(error, { ...fields, source_ip });
      else logger.error('request', { outcome: 'failed', ...fields, cause: describeError(error) });
    },
  };
}

function logDomainError({ code, kind, cause }: DomainError, requestFields: Readonly<Record<string, unknown>>): void {
  const fields = { ...requestFields, ...metric('Refusals', { code }) };
  if (kind === 'unavailable') logger.error('request', { outcome: 'failed', ...fields, cause: describeError(cause) });
  else logger.info('request', { outcome: 'refused', ...fields });
}

/**
 * Selects the fields of an error to log. Powertools' Logger would log every property of the error itself, and an error
 * of the SDK may contain an item of the table.
 */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return typeof error;
  const { name, message, stack, cause } = error;
  return { name, message, stack, ...(cause !== undefined && { cause: describeError(cause) }) };
}
