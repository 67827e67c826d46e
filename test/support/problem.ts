// What tests expect of errors: a DomainError with a code, or the whole problem document (RFC 9457) of a response.
import { expect } from 'vitest';

/** Matches a DomainError with the code. */
export const domainError = (code: string) => expect.objectContaining({ code });

/**
 * Matches a response with a problem document.
 *
 * @param members - Further members of the document.
 */
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

/** Matches a response with the status 422 whose field errors name exactly these paths. */
export function invalid(...paths: string[]) {
  const errors = paths.map((path) => ({ path, message: expect.any(String) }));
  return problem(422, 'validation_failed', { errors });
}
