// Describes a field or parameter that a schema does not have, with the name that the client probably meant.
import type * as z from 'zod/mini';
import { plainName, suggestion } from '../../shared/contracts/suggestion.ts';
import type { FieldError } from '../../shared/domain/errors.ts';
import { isQuotable } from '../../shared/domain/quote.ts';

/** Names that other APIs use for ours. */
const SYNONYMS: Readonly<Record<string, string>> = {
  count: 'size',
  limit: 'size',
  pagesize: 'size',
  perpage: 'size',
  maxresults: 'size',
  after: 'cursor',
  nextcursor: 'cursor',
  nexttoken: 'cursor',
  pagetoken: 'cursor',
  startingafter: 'cursor',
  order: 'sort_dir',
  orderby: 'sort',
  sortby: 'sort',
  q: 'name',
  query: 'name',
  search: 'name',
  since: 'from',
  until: 'to',
  expiration: 'expires_in_days',
  expiresat: 'expires_in_days',
  expiresin: 'expires_in_days',
  ttl: 'expires_in_days',
  type: 'user_type',
  usertype: 'type',
};

/** A secret that was sent as the name of a field or parameter is not repeated (R11). */
export function unknownField(
  schema: z.ZodMiniType,
  parent: readonly PropertyKey[],
  key: string,
  kind: 'field' | 'parameter',
): FieldError {
  if (!isQuotable(key)) return { path: parent.join('.'), message: `has an unknown ${kind}` };
  const meant = suggest(key, fieldsAt(schema, parent));
  const hint = meant === undefined ? '' : `; did you mean ${meant}?`;
  return { path: [...parent, key].join('.'), message: `unknown ${kind}${hint}` };
}

function suggest(key: string, known: readonly string[]): string | undefined {
  const synonym = SYNONYMS[plainName(key)];
  if (synonym !== undefined && known.includes(synonym)) return synonym;
  return suggestion(key, known);
}

/** The names of the fields of the object at a path of the schema; none for what is not an object. */
function fieldsAt(schema: z.core.$ZodType, path: readonly PropertyKey[]): string[] {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case 'object': {
      const [field, ...rest] = path;
      if (field === undefined) return Object.keys(def.shape);
      const inner = def.shape[String(field)];
      return inner === undefined ? [] : fieldsAt(inner, rest);
    }
    case 'optional':
    case 'nullable':
    case 'default':
      return fieldsAt(def.innerType, path);
    case 'pipe':
      return fieldsAt(def.in, path);
    default:
      return [];
  }
}
