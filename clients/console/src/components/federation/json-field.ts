// Fields whose text is JSON.
import type { FieldError } from '../../api/problem.ts';

/** @returns undefined for a text that is not a JSON object. */
export function parseJsonObject(text: string): Record<string, unknown> | undefined {
  const value = parse(text);
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? (value as Record<string, unknown>) : undefined;
}

/** An empty text is valid. */
export function jsonErrors(path: string, text: string): FieldError[] {
  if (text.trim() === '' || parseJsonObject(text) !== undefined) return [];
  return [{ path, message: 'must be a JSON object, such as {"name": "value"}' }];
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
