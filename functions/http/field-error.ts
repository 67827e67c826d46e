// Describes an error of a field by its path. A name in the path may be a secret that was sent in the wrong place (R11).
import type { FieldError } from '../../shared/domain/errors.ts';
import { isQuotable } from '../../shared/domain/quote.ts';

/** A path ends before the first name that may be a secret. @param message - Continues the name of the field. */
export function fieldError(path: readonly PropertyKey[], message: string): FieldError {
  const end = path.findIndex((name) => typeof name === 'string' && !isQuotableName(name));
  if (end === -1) return { path: path.join('.'), message };
  return { path: path.slice(0, end).join('.'), message: `has a field that ${message}` };
}

/** The name of a claim may be a JSON pointer. */
function isQuotableName(name: string): boolean {
  return isQuotable(name.replaceAll(/[/~]/g, '.'));
}
