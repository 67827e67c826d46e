// The names of scopes: what a credential may do, as a part of what its account may do (R15).
import { apiScope } from './permits.ts';

/** The resources of the API. `users` includes federation policies. */
const SCOPED_RESOURCES = ['users', 'tokens', 'teams', 'datastores', 'audit', 'policy', 'introspect'] as const;

/** A scope that an operation of this API needs. `write` includes `read`. */
export type OperationScope = `${(typeof SCOPED_RESOURCES)[number]}:${'read' | 'write'}`;

export const OPERATION_SCOPES: readonly OperationScope[] = SCOPED_RESOURCES.flatMap(
  (resource) => [`${resource}:read`, `${resource}:write`] as const,
);

/** The name of an API behind the authorizer. */
const API_NAME = '[a-z0-9-]{1,32}';

export function isApiName(name: string): boolean {
  return new RegExp(`^${API_NAME}$`).test(name);
}

/** Every scope. The API document has this pattern, so that it is one for every language. */
export const SCOPE = new RegExp(`^((${SCOPED_RESOURCES.join('|')}):(read|write)|${apiScope(API_NAME)})$`);

/** The maximum number of scopes of a credential. */
export const MAX_SCOPES = 20;

/** Each scope once, in the order of the text. */
export function canonicalScopes(scopes: readonly string[]): string[] {
  return [...new Set(scopes)].sort();
}
