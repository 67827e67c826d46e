// An error that the user can fix. Its message is one line that says what is wrong, and what to do.
import type { z } from 'zod';

export class RunnerError extends Error {
  override readonly name = 'RunnerError';
}

/** The issues that zod found, on one line, each with its path. */
export function explain(error: z.ZodError): string {
  return error.issues.map(({ path, message }) => [...path.map(String), message].join(': ')).join('; ');
}
