// A failure the reader can mend: its message is one line that says what stands in the way and what to do about it.
import type { z } from 'zod';

export class RunnerError extends Error {
  override readonly name = 'RunnerError';
}

/** What zod found, on one line: where, and what is wrong. */
export function explain(error: z.ZodError): string {
  return error.issues.map(({ path, message }) => [...path.map(String), message].join(': ')).join('; ');
}
