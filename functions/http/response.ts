// Builds the response: JSON, or a problem document (RFC 9457) for an error.
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { oauthError } from '../../shared/contracts/oauth-error.ts';
import type { Operation } from '../../shared/contracts/operation.ts';
import { type ProblemDocument, problemDocument, UNEXPECTED } from '../../shared/contracts/problems.ts';
import { DomainError } from '../../shared/domain/errors.ts';
import { CsvPage } from './csv-page.ts';
import { SECURITY_HEADERS } from './security-headers.ts';
import type { ApiEvent, ApiMiddleware } from './types.ts';

const HEADERS = {
  // A response may contain the plaintext of a token or personal data, so no intermediary may store it.
  'cache-control': 'no-store',
  ...SECURITY_HEADERS,
};

export function sendResponse(operation: Pick<Operation, 'status' | 'errors'>): ApiMiddleware {
  return {
    after(request) {
      const { response, event } = request;
      request.response = response instanceof CsvPage ? csv(response, event) : success(operation.status, response);
    },
    onError(request) {
      const document = problemDocument(request.error instanceof DomainError ? request.error : UNEXPECTED);
      request.response = operation.errors === 'oauth' ? json(oauthError(document)) : problem(document, request.event);
    },
  };
}

function success(statusCode: number, body: unknown): APIGatewayProxyStructuredResultV2 {
  if (statusCode === 204) return { statusCode, headers: HEADERS };
  return { statusCode, headers: { ...HEADERS, 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

function csv({ text, nextCursor }: CsvPage, { rawPath, rawQueryString }: ApiEvent): APIGatewayProxyStructuredResultV2 {
  const next = new URLSearchParams(rawQueryString);
  next.delete('page');
  next.set('cursor', nextCursor ?? '');
  return {
    statusCode: 200,
    headers: {
      ...HEADERS,
      'content-type': 'text/csv; charset=utf-8',
      // RFC 8288. The last page has no next one.
      ...(nextCursor !== null && { link: `<${rawPath}?${next}>; rel="next"` }),
    },
    body: text,
  };
}

function json(document: ProblemDocument): APIGatewayProxyStructuredResultV2 {
  return success(document.status, document);
}

function problem(document: ProblemDocument, event: ApiEvent): APIGatewayProxyStructuredResultV2 {
  return {
    statusCode: document.status,
    headers: {
      ...HEADERS,
      'content-type': 'application/problem+json',
      ...(document.status === 401 && { 'www-authenticate': challenge(event) }),
      ...(document.code === 'insufficient_scope' && { 'www-authenticate': scopeChallenge(document) }),
    },
    body: JSON.stringify(document),
  };
}

/** @see https://www.rfc-editor.org/rfc/rfc6750#section-3.1 */
function scopeChallenge({ required_scope }: ProblemDocument): string {
  return `Bearer error="insufficient_scope", scope="${required_scope}"`;
}

/**
 * Returns the challenge that a response with 401 must contain. It has an error code only if the request had a credential.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6750#section-3
 */
function challenge({ headers, body }: ApiEvent): string {
  const hasCredential = headers.authorization !== undefined || Boolean(body);
  return `Bearer realm="service-users"${hasCredential ? ', error="invalid_token"' : ''}`;
}
