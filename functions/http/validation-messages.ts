// What is wrong with a field, in words. None of them repeats what was sent: it may be a secret.
import type * as z from 'zod/mini';

const TYPES: Readonly<Record<string, string>> = {
  array: 'a list',
  boolean: 'true or false',
  int: 'a whole number',
  object: 'an object',
  string: 'a string',
};

/** Goes on from the name of the field: `must be at most 365`. Schemas that say it better have sentences of their own. */
export function validationMessage(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.input === undefined) return 'is required';
  if (issue.code === 'invalid_type') return `must be ${TYPES[issue.expected] ?? issue.expected}`;
  if (issue.code === 'invalid_value') return `must be one of ${issue.values.join(', ')}`;
  if (issue.code === 'too_small') return bound('at least', issue.minimum, issue.origin);
  if (issue.code === 'too_big') return bound('at most', issue.maximum, issue.origin);
  if (issue.code === 'invalid_format') return `must be a valid ${issue.format}`;
  return undefined;
}

const UNITS: Readonly<Record<string, string>> = { string: 'character', array: 'item' };

function bound(limit: string, value: number | bigint, origin: string): string {
  const unit = UNITS[origin];
  return unit === undefined
    ? `must be ${limit} ${value}`
    : `must have ${limit} ${value} ${unit}${value === 1 ? '' : 's'}`;
}
