// Filter expressions for the entries of a list.
import type { Filter } from './ordered-query.ts';

/** Keeps entries whose text contains the value as a substring, or whose list contains it as an element. */
export function contains(attribute: string, value: unknown): Filter {
  return { expression: `contains(#${attribute}, :${attribute})`, ...operands(attribute, value) };
}

export function equals(attribute: string, value: unknown): Filter {
  return { expression: `#${attribute} = :${attribute}`, ...operands(attribute, value) };
}

function operands(attribute: string, value: unknown): Pick<Filter, 'names' | 'values'> {
  return { names: { [`#${attribute}`]: attribute }, values: { [`:${attribute}`]: value } };
}

export function allOf(filters: readonly Filter[]): Filter | undefined {
  if (filters.length === 0) return undefined;
  return {
    expression: filters.map(({ expression }) => expression).join(' AND '),
    names: Object.assign({}, ...filters.map(({ names }) => names)),
    values: Object.assign({}, ...filters.map(({ values }) => values)),
  };
}
