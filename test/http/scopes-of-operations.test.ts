// Every operation of the API document, over HTTP: with a token that has exactly its scope, and with one that has all others (R15).
import { expect } from 'vitest';
import { OPERATION_SCOPES } from '../../shared/domain/scopes.ts';
import type { HttpClient } from '../support/http-client.ts';
import { it } from '../support/workspace.ts';

interface Operation {
  readonly method: string;
  readonly path: string;
  /** Undefined for an operation that every credential may use. */
  readonly scope: string | undefined;
}

/** The operations that need a credential, as the API document of the running system names them. */
async function operationsOf(client: HttpClient): Promise<Operation[]> {
  const { paths } = (await client.get('/api/openapi.json')).body;
  return Object.entries<Record<string, { security: { bearer?: string[] }[] }>>(paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, { security }]) =>
      security.length === 0
        ? []
        : [{ method: method.toUpperCase(), path, scope: security.flatMap(({ bearer }) => bearer ?? [])[0] }],
    ),
  );
}

it('need exactly their scope, and the rejection names it in the body and in the header (RFC 6750)', async ({
  workspace,
}) => {
  const operations = await operationsOf(workspace.anonymous);
  const scopes = new Set(operations.flatMap(({ scope }) => scope ?? []));
  expect(operations.length).toBeGreaterThan(35);
  expect(OPERATION_SCOPES).toEqual(expect.arrayContaining([...scopes]));
  const { user } = await workspace.serviceUser({ role: 'Admin', token: undefined });
  const withScopes = async (name: string, granted: readonly string[]) => {
    const token = { name, user_id: user.id, scopes: granted };
    return workspace.client((await workspace.admin.post('/api/user-tokens', token)).body.bearer_token);
  };
  const clients = new Map<string, { exact: HttpClient; others: HttpClient }>();
  for (const scope of scopes) {
    const [resource] = scope.split(':');
    const including = [scope, `${resource}:write`];
    const others = [...OPERATION_SCOPES.filter((one) => !including.includes(one)), `api:${resource}`, 'api:read'];
    clients.set(scope, {
      exact: await withScopes(scope, [scope]),
      others: await withScopes(`all but ${scope}`, scope.endsWith(':read') ? others : [...others, `${resource}:read`]),
    });
  }
  const none = await withScopes('none', []);

  for (const { method, path, scope } of operations) {
    const target = path.replace('{id}', '999999').replace('{policy_id}', '999999');
    const body = ['POST', 'PUT'].includes(method) ? {} : undefined;
    const operation = `${method} ${path}`;
    if (scope === undefined) {
      const { status, body: problem } = await none.request(method, target);
      expect.soft([status, problem?.code], operation).not.toContain('insufficient_scope');
      continue;
    }
    const { exact, others } = clients.get(scope) ?? { exact: none, others: none };
    for (const client of [others, none]) {
      const rejected = await client.request(method, target, body);
      expect.soft(rejected, operation).toMatchObject({
        status: 403,
        type: 'application/problem+json',
        body: { code: 'insufficient_scope', required_scope: scope },
      });
      const challenge = `Bearer error="insufficient_scope", scope="${scope}"`;
      expect.soft(rejected.headers.get('www-authenticate'), operation).toBe(challenge);
    }
    const allowed = await exact.request(method, target, body);
    expect.soft([200, 400, 403, 404, 415, 422], operation).toContain(allowed.status);
    expect.soft(allowed.body?.code, operation).not.toBe('insufficient_scope');
    // Only people have personal tokens.
    const isList = method === 'GET' && !path.includes('{') && path !== '/api/user-tokens';
    if (isList) expect.soft(allowed.status, operation).toBe(200);
  }
});
