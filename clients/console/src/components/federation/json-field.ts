// Fields whose text is JSON.
import { invalidField } from '../../api/problem.ts';

/** @throws ApiProblem for a text that is not a JSON object. */
export function parseJsonObject(path: string, text: string): Record<string, unknown> {
  const value = parse(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalidField(path, 'must be a JSON object, such as {"name": "value"}');
  }
  return value as Record<string, unknown>;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
