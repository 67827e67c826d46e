// The scope matrix: every route, requested with exactly the scope that the API document names, and with all other scopes.
import { MAX_SCOPES, OPERATION_SCOPES } from '../../../shared/domain/scopes.ts';
import { type Caller, createFixtures, expectSuccess, FIRST_TOKEN, logIn } from '../support/fixtures.ts';
import type { SystemUnderTest } from '../support/system-under-test.ts';
import { countChanges, ROUTES, type Route, send } from './authorization-matrix.ts';
import { createResources, ROWS, type Row, type Target } from './matrix-rows.ts';
import type { Expected, Principal } from './principals.ts';

/** R15: what a credential with scopes cannot do to the resource of another account, although it has the scope. */
const ISSUING = new Set([
  'PUT /api/users/{id}',
  'POST /api/user-tokens',
  'POST /api/user-tokens/{id}/rotate',
  'POST /api/users/{id}/federation-policies',
  'PUT /api/users/{id}/federation-policies/{policy_id}',
]);
const NARROWED: Expected = [403, 'narrowed_credential'];
const INSUFFICIENT: Expected = [403, 'insufficient_scope'];

/** @returns a sentence for each request with an unexpected response */
export async function checkScopes(
  system: SystemUnderTest,
  { routes }: { readonly routes?: readonly string[] } = {},
): Promise<{ readonly cells: number; readonly wrong: readonly string[] }> {
  const fixtures = await createFixtures(system);
  const resources = createResources(fixtures);
  const changes = countChanges(system);
  const wrong: string[] = [];
  let cells = 0;

  /** A person with the role Admin may do everything but what needs a session. */
  async function adminWith(scopes: readonly string[]): Promise<Caller> {
    const caller = await fixtures.person('Admin');
    const session = system.bearer(await logIn(system, caller.user.email));
    const token = await expectSuccess(session.post('/api/user-tokens', { ...FIRST_TOKEN, name: 'scoped', scopes }));
    return { ...caller, token, client: system.bearer(token.bearer_token) };
  }

  async function check({ key, method, path, scope }: Route, row: Row, scopes: readonly string[], expected: Expected) {
    const caller = await adminWith(scopes);
    const request = await row.request(targetOf(row, path), caller, resources);
    const before = changes();
    const { status, body, headers } = await send(caller.client, method, request);
    const responded = [status, ...(body?.code ? [body.code] : [])].join(' ');
    cells += 1;
    const cell = `${key} with ${scopes.length > 1 ? 'all other scopes' : `the scopes [${scopes}]`}`;
    if (responded !== expected.join(' ')) wrong.push(`${cell}: ${responded}, not ${expected.join(' ')}`);
    const challenge = headers.get('www-authenticate');
    const isNamed =
      body?.required_scope === scope && challenge === `Bearer error="insufficient_scope", scope="${scope}"`;
    if (expected === INSUFFICIENT && !isNamed) wrong.push(`${cell}: the response does not name the scope (RFC 6750)`);
    if (status >= 400 && changes() > before) wrong.push(`${cell}: rejected, but it wrote to the table`);
  }

  for (const route of ROUTES.filter(({ key, audience }) => audience !== 'public' && (routes?.includes(key) ?? true))) {
    const row = ROWS[route.key];
    if (row === undefined) throw new Error(`The matrix has no row for ${route.key}.`);
    const allowed = ISSUING.has(route.key) ? NARROWED : row.responses(ADMIN, targetOf(row, route.path));
    if (route.scope === undefined) {
      await check(route, row, [], allowed);
    } else {
      await check(route, row, [route.scope], allowed);
      await check(route, row, othersThan(route.scope), INSUFFICIENT);
    }
  }
  return { cells, wrong };
}

const ADMIN: Principal = {
  name: 'a person, Admin',
  credential: 'personal_token',
  user_type: 'Human',
  role: 'Admin',
  create: () => Promise.reject(new Error('The scope matrix creates its own principals.')),
};

function targetOf({ targets }: Row, path: string): Target {
  const all = targets ?? (path.includes('{id}') ? ["another's" as const] : ['own' as const]);
  return all.find((target) => target === "another's") ?? all[0] ?? 'own';
}

/** Every scope that does not include the required one. `write` includes `read`. */
function othersThan(required: string): readonly string[] {
  const including = [required, required.replace(/:read$/, ':write')];
  const others = OPERATION_SCOPES.filter((scope) => !including.includes(scope));
  return [...others, 'api:read', 'api:users', 'api:write'].slice(0, MAX_SCOPES);
}
