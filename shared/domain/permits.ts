// Whether the scopes of a credential permit a request (R15).

/** The scope of an API behind the authorizer, such as `api:reports`. */
export function apiScope(name: string): string {
  return `api:${name}`;
}

/**
 * Whether a credential with these scopes may do what requires the scope.
 *
 * @param scopes - Null means everything that the account may do.
 */
export function permits(scopes: readonly string[] | null, required: string): boolean {
  if (scopes === null || scopes.includes(required)) return true;
  const [resource, access] = required.split(':');
  return access === 'read' && resource !== 'api' && scopes.includes(`${resource}:write`);
}
