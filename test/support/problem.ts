// What a refusal looks like: a problem document (RFC 9457), whole.
import { expect } from 'vitest';

/** Matches the answer that refuses with a code; `members` are what its document says besides. */
export function problem(status: number, code: string, members: Record<string, unknown> = {}) {
  return {
    status,
    type: 'application/problem+json',
    body: {
      type: `urn:service-users:problem:${code}`,
      title: expect.any(String),
      status,
      detail: expect.any(String),
      code,
      ...members,
    },
  };
}

/** Matches a 422 that names the fields which do not fit, and no other. */
export function invalid(...paths: string[]) {
  const errors = paths.map((path) => ({ path, message: expect.any(String) }));
  return problem(422, 'validation_failed', { errors });
}
