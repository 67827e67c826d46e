// Matches events against event patterns. Only patterns of exact values are supported.
// https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html
import { z } from 'zod';

export interface EventPattern {
  readonly [field: string]: EventPattern | readonly string[];
}

export const eventPattern: z.ZodType<EventPattern> = z.lazy(() =>
  z.record(z.string(), z.union([z.array(z.string()), eventPattern])),
);

export function matches(pattern: EventPattern, event: unknown): boolean {
  if (typeof event !== 'object' || event === null) return false;
  return Object.entries(pattern).every(([field, wanted]) => {
    const value = (event as Record<string, unknown>)[field];
    return Array.isArray(wanted) ? wanted.includes(value) : matches(wanted as EventPattern, value);
  });
}
