// The response body of an error: a problem document (RFC 9457).
import type { ErrorCode, ErrorKind } from '../domain/errors.ts';

/** An unexpected error. Its cause goes to the log only. */
export const UNEXPECTED = {
  kind: 'internal',
  code: 'internal_error',
  message: 'An unexpected error occurred. Try again, and report the request id if it persists.',
  members: {},
} as const;

type ProblemKind = ErrorKind | typeof UNEXPECTED.kind;
type ProblemCode = ErrorCode | typeof UNEXPECTED.code;

const STATUS: Record<ProblemKind, readonly [status: number, title: string]> = {
  malformed: [400, 'Malformed request'],
  rule: [400, 'Business rule violation'],
  unauthenticated: [401, 'Unauthorized'],
  forbidden: [403, 'Forbidden'],
  'not-found': [404, 'Not found'],
  conflict: [409, 'Conflict'],
  'unsupported-media-type': [415, 'Unsupported media type'],
  invalid: [422, 'Validation failed'],
  internal: [500, 'Internal server error'],
  unavailable: [503, 'Service unavailable'],
};

export interface ProblemDocument {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: ProblemCode;
  /** Additional members, such as `errors` or `active_tokens`. */
  readonly [member: string]: unknown;
}

/** A domain error, or an unexpected one. */
export interface Problem {
  readonly kind: ProblemKind;
  readonly code: ProblemCode;
  readonly message: string;
  readonly members: Readonly<Record<string, unknown>>;
}

export function problemDocument({ kind, code, message, members }: Problem): ProblemDocument {
  const [status, title] = STATUS[kind];
  return { type: `urn:service-users:problem:${code}`, title, status, detail: message, code, ...members };
}
