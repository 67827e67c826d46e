// Builds the response: JSON, or a problem document (RFC 9457) for an error.
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Operation } from '../../shared/contracts/operation.ts';
import { problemDocument, UNEXPECTED } from '../../shared/contracts/problems.ts';
import { DomainError } from '../../shared/domain/errors.ts';
import type { ApiMiddleware } from './types.ts';

/** A response may contain the plaintext of a token, so no intermediary may store it. */
const HEADERS = { 'cache-control': 'no-store' };

export function sendResponse(operation: Pick<Operation, 'status'>): ApiMiddleware {
  return {
    after(request) {
      request.response = success(operation.status, request.response);
    },
    onError(request) {
      request.response = problem(request.error);
    },
  };
}

function success(statusCode: number, body: unknown): APIGatewayProxyStructuredResultV2 {
  if (statusCode === 204) return { statusCode, headers: HEADERS };
  return { statusCode, headers: { ...HEADERS, 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

function problem(error: unknown): APIGatewayProxyStructuredResultV2 {
  const document = problemDocument(error instanceof DomainError ? error : UNEXPECTED);
  return {
    statusCode: document.status,
    headers: { ...HEADERS, 'content-type': 'application/problem+json' },
    body: JSON.stringify(document),
  };
}
