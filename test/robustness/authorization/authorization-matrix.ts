// Who may do what: every route, asked for by everybody, for what is their own, another's, or not there.

import { openApiDocument } from '../../../infra/api-docs/document.ts';
import type { Audience } from '../../../shared/contracts/operation.ts';
import type { Answer as HttpResponse, HttpClient } from '../../support/http-client.ts';
import { type Expected, FORBIDDEN, isPerson, keeping, ROWS, type Row, type Target, createResources } from './matrix-rows.ts';
import { type Principal, populate } from './principals.ts';
import type { SystemUnderTest } from '../support/system-under-test.ts';

/** What the API document says: every route, and whom it is for. */
export const ROUTES = Object.entries(openApiDocument().paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, { 'x-audience': audience }]) => ({
    key: `${method.toUpperCase()} ${path}`,
    method: method.toUpperCase(),
    path,
    audience,
  })),
);

export interface Selection {
  /** By their names. @default all */
  readonly principals?: readonly string[];
  /** By their keys: `GET /api/users`. @default all */
  readonly routes?: readonly string[];
}

/** A sentence for each cell that responses otherwise than it should, and for each refusal that wrote. */
export async function checkMatrix(
  subject: SystemUnderTest,
  { principals, routes }: Selection = {},
): Promise<{ readonly cells: number; readonly wrong: readonly string[] }> {
  const population = await populate(subject);
  const fresh = createResources(population);
  const kept = keeping(fresh);
  const changes = countChanges(subject);
  const wrong: string[] = [];
  let cells = 0;
  for (const principal of population.principals.filter(({ name }) => principals?.includes(name) ?? true)) {
    let caller = await principal.make();
    for (const { key, method, path, audience } of ROUTES.filter((route) => routes?.includes(route.key) ?? true)) {
      const row = ROWS[key];
      if (row === undefined) throw new Error(`the matrix has no row for ${key}`);
      for (const target of targetsOf(row, path)) {
        const expected = expectedOf(principal, audience, row, target);
        const asked = await row.ask(target, caller, row.changes && expected[0] < 300 ? fresh : kept);
        const changesBefore = changes();
        const { status, body } = await send(caller.client, method, asked);
        cells += 1;
        const cell = `${key} by ${principal.name}, ${target}`;
        const responded = [status, ...(body?.code ? [body.code] : [])].join(' ');
        if (responded !== expected.join(' ')) wrong.push(`${cell}: ${responded}, not ${expected.join(' ')}`);
        if (status >= 400 && changes() > changesBefore) wrong.push(`${cell}: refused, and yet it wrote`);
        if (row.changes && status < 300) caller = await principal.make();
      }
    }
  }
  return { cells, wrong };
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

function send(
  client: HttpClient,
  method: string,
  { path, body, form }: Awaited<ReturnType<Row['ask']>>,
): Promise<HttpResponse> {
  if (form === undefined) return client.request(method, path, body);
  return client.send(method, path, { body: form, headers: { 'content-type': 'application/x-www-form-urlencoded' } });
}

/** How many transactions the functions have asked for: every change is one. */
function countChanges({ client }: SystemUnderTest): () => number {
  let count = 0;
  client.middlewareStack.add(
    (next, { commandName }) =>
      (args) => {
        if (commandName === 'TransactWriteItemsCommand') count += 1;
        return next(args);
      },
    { step: 'initialize', name: 'changes' },
  );
  return () => count;
}
