// Matches events against event patterns. Only patterns of exact values and of absent values are supported.
// https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html
import { z } from 'zod';

const absent = z.tuple([z.strictObject({ exists: z.literal(false) })]);
type Absent = z.infer<typeof absent>;

export interface EventPattern {
  readonly [field: string]: EventPattern | readonly string[] | Absent;
}

export const eventPattern: z.ZodType<EventPattern> = z.lazy(() =>
  z.record(z.string(), z.union([z.array(z.string()), absent, eventPattern])),
);

export function matches(pattern: EventPattern, event: unknown): boolean {
  const fields: Readonly<Record<string, unknown>> = typeof event === 'object' && event !== null ? { ...event } : {};
  return Object.entries(pattern).every(([field, wanted]) => {
    const value = fields[field];
    if (absent.safeParse(wanted).success) return value === undefined;
    return Array.isArray(wanted)
      ? (wanted as readonly unknown[]).includes(value)
      : matches(wanted as EventPattern, value);
  });
}
