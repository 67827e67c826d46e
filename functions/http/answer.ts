// What goes back to the client: JSON, or a problem document (RFC 9457) for a refusal.
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Operation } from '../../shared/contracts/operation.ts';
import { Refusal, type RefusalKind } from '../../shared/domain/errors.ts';
import type { ApiMiddleware } from './handle.ts';

const STATUS: Record<RefusalKind, readonly [status: number, title: string]> = {
  malformed: [400, 'Malformed request'],
  rule: [400, 'Refused by a rule'],
  unauthenticated: [401, 'Not authenticated'],
  forbidden: [403, 'Not allowed'],
  'not-found': [404, 'Not found'],
  conflict: [409, 'Taken'],
  'unsupported-media-type': [415, 'Unsupported media type'],
  invalid: [422, 'Invalid request'],
  unavailable: [503, 'Unavailable'],
};

/** Answers may carry a token's plaintext: nobody on the way may keep one. */
const HEADERS = { 'cache-control': 'no-store' };

export function answer(operation: Pick<Operation, 'status'>): ApiMiddleware {
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
  const { kind, code, message, members } = error instanceof Refusal ? error : UNEXPECTED;
  const [statusCode, title] = kind === undefined ? ([500, 'Internal error'] as const) : STATUS[kind];
  const document = {
    type: `urn:service-users:problem:${code}`,
    title,
    status: statusCode,
    detail: message,
    code,
    ...members,
  };
  return {
    statusCode,
    headers: { ...HEADERS, 'content-type': 'application/problem+json' },
    body: JSON.stringify(document),
  };
}

/** What went wrong is for the log alone. */
const UNEXPECTED = {
  kind: undefined,
  code: 'internal_error',
  message: 'Something went wrong on our side.',
  members: {},
};
