// The authorization matrix: every route, requested by every principal, for its own resource, another's, and a missing one.
import { openApiDocument } from '../../../infra/api-docs/document.ts';
import type { Audience } from '../../../shared/contracts/operation.ts';
import type { ApiResponse } from '../../support/api-response.ts';
import type { HttpClient } from '../../support/http-client.ts';
import { createFixtures } from '../support/fixtures.ts';
import type { SystemUnderTest } from '../support/system-under-test.ts';
import { createResources, FORBIDDEN, isPerson, ROWS, type Row, reusing, type Target } from './matrix-rows.ts';
import { type Expected, type Principal, principalsOf } from './principals.ts';

/** The routes of the API document, with their audience and their scope. */
export const ROUTES = Object.entries(openApiDocument().paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, { 'x-audience': audience, security }]) => ({
    key: `${method.toUpperCase()} ${path}`,
    method: method.toUpperCase(),
    path,
    audience,
    scope: security[0]?.bearer?.[0],
  })),
);
export type Route = (typeof ROUTES)[number];

export interface Selection {
  /** By their names. @default all */
  readonly principals?: readonly string[];
  /** By their keys: `GET /api/users`. @default all */
  readonly routes?: readonly string[];
}

/** @returns a sentence for each cell with an unexpected response, and for each rejected request that wrote to the table */
export async function checkMatrix(
  system: SystemUnderTest,
  { principals, routes }: Selection = {},
): Promise<{ readonly cells: number; readonly wrong: readonly string[] }> {
  const fixtures = await createFixtures(system);
  const fresh = createResources(fixtures);
  const reused = reusing(fresh);
  const changes = countChanges(system);
  const wrong: string[] = [];
  let cells = 0;
  for (const principal of principalsOf(system, fixtures).filter(({ name }) => principals?.includes(name) ?? true)) {
    let caller = await principal.create();
    for (const { key, method, path, audience } of ROUTES.filter((route) => routes?.includes(route.key) ?? true)) {
      for (const { row, name, target } of cellsOf(key, path)) {
        const expected = expectedOf(principal, audience, row, target);
        const request = await row.request(target, caller, row.changes && expected[0] < 300 ? fresh : reused);
        const changesBefore = changes();
        const { status, body } = await send(caller.client, method, request);
        cells += 1;
        const cell = `${name} by ${principal.name}, ${target}`;
        const responded = [status, ...(body?.code ? [body.code] : [])].join(' ');
        if (responded !== expected.join(' ')) wrong.push(`${cell}: ${responded}, not ${expected.join(' ')}`);
        if (status >= 400 && changes() > changesBefore) wrong.push(`${cell}: rejected, but it wrote to the table`);
        await row.cleanUp?.(fresh);
        if (row.changes && status < 300) caller = await principal.create();
      }
    }
  }
  return { cells, wrong };
}

/** The cells of a route, for each principal. */
function cellsOf(key: string, path: string): { readonly row: Row; readonly name: string; readonly target: Target }[] {
  const row = ROWS[key];
  if (row === undefined) throw new Error(`The matrix has no row for ${key}.`);
  const variants = Object.entries(row.variants ?? {}).map(([variant, one]) => ({
    row: one,
    name: `${key} (${variant})`,
  }));
  return [{ row, name: key }, ...variants].flatMap(({ row, name }) =>
    targetsOf(row, path).map((target) => ({ row, name, target })),
  );
}

function targetsOf(row: Row, path: string): readonly Target[] {
  return row.targets ?? (path.includes('{id}') ? ['own', "another's", 'missing'] : ['own']);
}

function expectedOf(principal: Principal, audience: Audience, row: Row, target: Target): Expected {
  if (audience !== 'public') {
    if (principal.rejectedWith) return principal.rejectedWith;
    if (audience === 'human' && !isPerson(principal)) return FORBIDDEN;
    if (Array.isArray(audience) && !audience.includes(principal.role)) return FORBIDDEN;
  }
  return row.responses(principal, target);
}

export function send(
  client: HttpClient,
  method: string,
  { path, body, form }: Awaited<ReturnType<Row['request']>>,
): Promise<ApiResponse> {
  if (form === undefined) return client.request(method, path, body);
  return client.send(method, path, { body: form, headers: { 'content-type': 'application/x-www-form-urlencoded' } });
}

/** Counts the transactions that the functions committed: every change is one. */
export function countChanges({ client }: SystemUnderTest): () => number {
  let count = 0;
  client.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        const response = await next(args);
        if (commandName === 'TransactWriteItemsCommand') count += 1;
        return response;
      },
    { step: 'initialize', name: 'changes' },
  );
  return () => count;
}
