import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { expect, it } from 'vitest';
import { openApiDocument } from '../../infra/api-docs/document.ts';
import { generatedFiles } from '../../infra/api-docs/generated.ts';
import { PROBLEMS } from '../../infra/api-docs/problems.ts';
import { operations } from '../../infra/operations.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (path: string) => readFileSync(`${root}${path}`, 'utf8');
const document = openApiDocument();
const documented = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ route: `${method.toUpperCase()} ${path}`, operation })),
);
const deployed = operations.map(({ operation }) => ({ route: `${operation.method} ${operation.path}`, operation }));

it('passes its linter', async () => {
  const config = await createConfig({ extends: ['recommended-strict'] });
  const source = JSON.stringify(document);
  expect(await lintFromString({ source, absoluteRef: '/openapi.json', config })).toEqual([]);
});

it('is checked in as it would be made now, with what is made from it', async () => {
  for (const [path, content] of Object.entries(await generatedFiles())) {
    expect(read(path) === content, `${path} is stale: run npm run openapi`).toBe(true);
  }
});

it('has every operation that is deployed, for those whom it is for, and no other', () => {
  const audiences = documented.map(({ route, operation }) => [route, operation['x-audience']] as const);
  expect(Object.fromEntries(audiences)).toEqual(
    Object.fromEntries(deployed.map(({ route, operation }) => [route, operation.audience])),
  );
});

it('asks for a credential wherever an operation is not open', () => {
  for (const { route, operation } of documented) {
    expect([route, operation.security.length]).toEqual([route, operation['x-audience'] === 'public' ? 0 : 2]);
  }
});

it('gives examples that the operations accept', () => {
  const contracts = new Map(deployed.map(({ route, operation }) => [route, operation.body ?? operation.form]));
  const bodies = documented.flatMap(({ route, operation }) =>
    Object.values(operation.requestBody?.content ?? {}).map(({ example }) => ({ route, example })),
  );
  expect(bodies.length).toBeGreaterThan(10);
  for (const { route, example } of bodies) {
    expect([route, contracts.get(route)?.safeParse(example).success]).toEqual([route, true]);
  }
});

it('shows nothing that a scanner would take for a token', () => {
  expect(JSON.stringify(document)).toContain('svc_');
  expect(JSON.stringify(document)).not.toMatch(/(?:svc|pat)_[0-9A-Za-z]{61}/);
});

it('tells of no code that nothing refuses with', () => {
  const source = globSync('{functions,shared}/**/*.ts', { cwd: root })
    .filter((path) => !path.startsWith('infra/api-docs/'))
    .map((path) => read(path).replaceAll(/^ {2}\| '.*$/gm, 'one of the type of all codes'))
    .join();
  const inSource = (code: string) =>
    [`'${code}'`, `notFound('${code.replace('_not_found', '')}')`].some((text) => source.includes(text));
  const unheardOf = Object.values(PROBLEMS).filter(({ code }) => !inSource(code));
  // Made from the status of the token.
  expect(unheardOf.map(({ code }) => code)).toEqual(['token_revoked']);
});
