// The scopes that people choose from. A credential may have others: `api:<name>` for each API behind the authorizer.

const RESOURCES = [
  { name: 'users', what: 'users and federation policies' },
  { name: 'tokens', what: 'tokens' },
  { name: 'teams', what: 'teams' },
  { name: 'datastores', what: 'datastores' },
  { name: 'policy', what: 'the token policy' },
];

interface ScopeOption {
  readonly value: string;
  readonly label: string;
  readonly description: string;
}

/** Without `audit:write` and `introspect:write`, which permit what their `read` does. */
export const SCOPE_OPTIONS: readonly ScopeOption[] = [
  ...RESOURCES.flatMap(({ name, what }) => [
    toOption(`${name}:read`, `Read ${what}`),
    toOption(`${name}:write`, `Read and change ${what}`),
  ]),
  toOption('audit:read', 'Read the audit log'),
  toOption('introspect:read', 'Introspect tokens'),
];

const API_SCOPE = /^api:[a-z0-9-]{1,32}$/;

/** The options for a text that the person types: known scopes with this part, and the text if it is the scope of an API. */
export function findScopes(text: string): readonly ScopeOption[] {
  const wanted = text.trim().toLowerCase();
  const known = SCOPE_OPTIONS.filter(({ value }) => value.includes(wanted));
  return API_SCOPE.test(wanted) ? [...known, toOption(wanted, 'An API behind the authorizer')] : known;
}

function toOption(scope: string, description: string): ScopeOption {
  return { value: scope, label: scope, description };
}
