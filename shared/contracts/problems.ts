// The wire of a refusal: a problem document (RFC 9457).
import type { RefusalCode, RefusalKind } from '../domain/errors.ts';

/** What is not said is for the log alone. */
export const UNEXPECTED = {
  kind: 'internal',
  code: 'internal_error',
  message: 'Something went wrong on our side.',
  members: {},
} as const;

export type ProblemKind = RefusalKind | typeof UNEXPECTED.kind;
export type ProblemCode = RefusalCode | typeof UNEXPECTED.code;

const STATUS: Record<ProblemKind, readonly [status: number, title: string]> = {
  malformed: [400, 'Malformed request'],
  rule: [400, 'Refused by a rule'],
  unauthenticated: [401, 'Not authenticated'],
  forbidden: [403, 'Not allowed'],
  'not-found': [404, 'Not found'],
  conflict: [409, 'Taken'],
  'unsupported-media-type': [415, 'Unsupported media type'],
  invalid: [422, 'Invalid request'],
  internal: [500, 'Internal error'],
  unavailable: [503, 'Unavailable'],
};

export interface ProblemDocument {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: ProblemCode;
  /** Such as `errors` or `active_tokens`. */
  readonly [member: string]: unknown;
}

/** A refusal, or what nobody foresaw. */
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
