// The API document: complete, generated, and usable by clients in every language.
import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { openApiDocument } from '../../infra/api-docs/document.ts';
import { EXAMPLE_ID } from '../../infra/api-docs/examples.ts';
import { generatedFiles } from '../../infra/api-docs/generated.ts';
import { PROBLEMS } from '../../infra/api-docs/problems.ts';
import type { JsonSchema } from '../../infra/api-docs/types.ts';
import { readSettings } from '../../infra/local/settings.ts';
import { operations } from '../../infra/operations.ts';
import type { Operation } from '../../shared/contracts/operation.ts';
import * as errors from '../../shared/domain/errors.ts';
import { DEFAULT_POLICY } from '../../shared/domain/policy.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (path: string) => readFileSync(`${root}${path}`, 'utf8');
const document = openApiDocument();
const documented = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ route: `${method.toUpperCase()} ${path}`, operation })),
);
const deployed = operations.map(({ operation }) => ({
  route: `${operation.method} ${operation.path}`,
  operation: operation as Operation,
}));

const requestBodies = documented.flatMap(({ route, operation }) =>
  Object.values(operation.requestBody?.content ?? {}).map((body) => ({ route, ...body })),
);
const parameters = documented.flatMap(({ route, operation }) =>
  operation.parameters.map((parameter) => ({ at: `${route} ${parameter.name}`, ...parameter })),
);
const requestSchemas = [
  ...requestBodies.flatMap(({ route, schema }) => subschemas(route, schema)),
  ...parameters.flatMap(({ at, schema }) => subschemas(at, schema)),
];
const responseSchemas = Object.entries(document.components.schemas).flatMap(([name, schema]) =>
  subschemas(name, schema),
);
const schemas = [...requestSchemas, ...responseSchemas];

/** A schema and every schema in it. */
function subschemas(at: string, schema: JsonSchema): { at: string; schema: JsonSchema }[] {
  const inside = Object.entries({ ...schema.properties, items: schema.items, additional: schema.additionalProperties });
  const alternatives = [...(schema.anyOf ?? []), ...(schema.allOf ?? [])].entries();
  return [
    { at, schema },
    ...[...inside, ...alternatives].flatMap(([key, part]) =>
      typeof part === 'object' ? subschemas(`${at}.${key}`, part as JsonSchema) : [],
    ),
  ];
}

/** The paths of the schemas for which the check fails. */
function failing(of: typeof schemas, isRight: (schema: JsonSchema) => boolean): string[] {
  return of.filter(({ schema }) => !isRight(schema)).map(({ at }) => at);
}

it('is checked in as the contracts generate it, with the files that are generated from it', async () => {
  for (const [path, content] of Object.entries(await generatedFiles())) {
    expect(read(path) === content, `${path} is stale: run npm run openapi`).toBe(true);
  }
});

it('names a contact, and servers with usable URLs: the local system first', () => {
  const { info, servers } = document;
  expect(info.contact.name).not.toBe('');
  const urls = servers.map(({ url, variables = {} }) =>
    Object.entries(variables).reduce((text, [name, value]) => text.replace(`{${name}}`, value.default), url),
  );
  expect(urls[0]).toBe(`http://127.0.0.1:${readSettings({}).bearerPort}`);
  expect(urls.filter((url) => !URL.canParse(url) || url.endsWith('/') || /[{}]/.test(url))).toEqual([]);
});

describe('an operation', () => {
  it('is documented if it is deployed, with its audience', () => {
    const audiences = documented.map(({ route, operation }) => [route, operation['x-audience']] as const);
    expect(Object.fromEntries(audiences)).toEqual(
      Object.fromEntries(deployed.map(({ route, operation }) => [route, operation.audience])),
    );
  });

  it('requires a credential unless it is public', () => {
    for (const { route, operation } of documented) {
      expect([route, operation.security.length]).toEqual([route, operation['x-audience'] === 'public' ? 0 : 2]);
    }
  });

  it('requires the scope of its contract as the scope of the bearer credential', () => {
    const required = documented.map(({ route, operation }) => [route, operation.security[0]?.bearer ?? []] as const);
    expect(Object.fromEntries(required)).toEqual(
      Object.fromEntries(deployed.map(({ route, operation: { scope } }) => [route, scope === null ? [] : [scope]])),
    );
    const without = deployed.filter(({ operation: { scope, audience } }) => scope === null && audience !== 'public');
    expect(without.map(({ route }) => route)).toEqual(['POST /api/logout', 'GET /api/me']);
  });

  it('has a summary without a period, and a description in sentences', () => {
    for (const { route, operation } of documented) {
      expect([route, operation.summary]).toEqual([route, expect.stringMatching(/^[A-Z].{5,50}[^.]$/)]);
      expect([route, operation.description]).toEqual([route, expect.stringMatching(/^[A-Z].*\.$/)]);
    }
  });
});

describe('a description', () => {
  it('is given for every parameter', () => {
    expect(parameters.filter(({ description }) => description === '').map(({ at }) => at)).toEqual([]);
  });

  it('is given for every field of a request or response', () => {
    const fields = schemas.flatMap(({ at, schema }) =>
      Object.entries(schema.properties ?? {}).map(([name, field]) => ({ at: `${at}.${name}`, field })),
    );
    expect(fields.length).toBeGreaterThan(100);
    const undescribed = fields.filter(({ field }) => typeof field === 'object' && !field.description);
    expect(undescribed.map(({ at }) => at)).toEqual([]);
  });

  it('is given for every response schema', () => {
    const undescribed = Object.entries(document.components.schemas).filter(([, { description }]) => !description);
    expect(undescribed.map(([name]) => name)).toEqual([]);
  });
});

describe('a schema', () => {
  it('is closed for requests, open for responses', () => {
    const isObject = ({ properties }: JsonSchema) => properties !== undefined;
    // RFC 7662, section 2.1, and GitHub: other parameters are allowed.
    const open = ['POST /api/introspect', 'POST /api/leaked-tokens.1.items'];
    expect(failing(requestSchemas, (schema) => !isObject(schema) || schema.additionalProperties === false)).toEqual(
      open,
    );
    expect(failing(responseSchemas, (schema) => schema.additionalProperties !== false)).toEqual([]);
  });

  it('accepts null in the place of every optional field of a creation', () => {
    const creations = requestBodies.filter(({ route }) =>
      deployed.some((one) => one.route === route && one.operation.status === 201),
    );
    const optional = creations.flatMap(({ route, schema }) =>
      subschemas(route, schema).flatMap(({ at, schema: { properties = {}, required = [] } }) =>
        Object.entries(properties)
          .filter(([name]) => !required.includes(name))
          .map(([name, field]) => ({ at: `${at}.${name}`, schema: field as JsonSchema })),
      ),
    );
    expect(creations.map(({ route }) => route)).toHaveLength(5);
    expect(optional.length).toBeGreaterThan(25);
    const acceptsNull = ({ type, anyOf = [] }: JsonSchema) =>
      [type, ...anyOf.map((part) => part.type)].flat().includes('null');
    expect(failing(optional, acceptsNull)).toEqual([]);
  });

  it('has int64 integers unless they are bounded below 2^31', () => {
    const fits = ({ type, format, maximum }: JsonSchema) =>
      type !== 'integer' || format === 'int64' || (maximum !== undefined && maximum < 2 ** 31);
    expect(failing(schemas, fits)).toEqual([]);
  });

  it('has patterns that compile in every language', () => {
    const isPortable = ({ pattern = '' }: JsonSchema) =>
      !/\\[pP]\{|\\u|\(\?|\[\^?\]/.test(pattern) && RegExp(pattern).source !== '';
    expect(failing(schemas, isPortable)).toEqual([]);
    const names = requestBodies.filter(({ schema }) => schema.properties?.name);
    expect(names.length).toBeGreaterThan(5);
    for (const { route, schema } of names) {
      const { pattern = '' } = (schema.properties?.name ?? {}) as JsonSchema;
      expect([route, RegExp(pattern).test('Airflow Service User')]).toEqual([route, true]);
      expect([route, RegExp(pattern).test('Zoë’s 数据 🚀')]).toEqual([route, true]);
      expect([route, RegExp(pattern).test('a\nb')]).toEqual([route, false]);
    }
  });

  it('is a string with known values for a response field that later versions may extend', () => {
    const { AuditEntry, Token, Me } = document.components.schemas;
    for (const field of [AuditEntry?.properties?.action, Token?.properties?.status, Me?.properties?.authenticated_by]) {
      expect(field).toMatchObject({ type: 'string', description: expect.stringMatching(/Known values: `\w/) });
      expect(field).not.toHaveProperty('enum');
    }
  });
});

describe('an example', () => {
  const contracts = new Map(deployed.map(({ route, operation }) => [route, operation]));

  it('of a body is valid', () => {
    expect(requestBodies.length).toBeGreaterThan(10);
    for (const { route, example } of requestBodies) {
      const { body, form } = contracts.get(route) ?? {};
      expect([route, (body ?? form)?.safeParse(example).success]).toEqual([route, true]);
    }
  });

  it('of a parameter is valid together with the others', () => {
    const withQuery = documented.filter(({ route }) => contracts.get(route)?.query);
    expect(withQuery.length).toBeGreaterThan(5);
    for (const { route, operation } of withQuery) {
      const sent = Object.fromEntries(
        operation.parameters.flatMap((parameter) =>
          'example' in parameter && parameter.in === 'query' ? [[parameter.name, String(parameter.example)]] : [],
        ),
      );
      expect([route, contracts.get(route)?.query?.safeParse(sent).success]).toEqual([route, true]);
      // `cursor` replaces `page`.
      const without = operation.parameters.filter(({ name }) => !(name in sent)).map(({ name }) => name);
      expect([route, without.filter((name) => name !== 'id')]).toEqual([route, ['cursor']]);
    }
  });

  it('changes nothing when a tool sends it: ids do not exist, the policy is the default', () => {
    const ids = parameters.filter(({ name }) => name === 'id' || name === 'user_id');
    expect(ids.length).toBeGreaterThan(15);
    expect(new Set(ids.map((id) => 'example' in id && id.example))).toEqual(new Set([EXAMPLE_ID]));
    const { version: _, revoke_unused_from: __, ...defaults } = DEFAULT_POLICY;
    expect(requestBodies.find(({ route }) => route === 'PUT /api/policy')?.example).toEqual(defaults);
    expect(requestBodies.find(({ route }) => route === 'POST /api/user-tokens')?.example).toMatchObject({
      user_id: EXAMPLE_ID,
    });
  });

  it('of an error shows a problem document first', () => {
    const responses = documented.flatMap(({ operation }) => Object.values(operation.responses));
    const contents = [...responses, ...Object.values(document.components.responses)].flatMap((response) =>
      'content' in response ? [Object.keys(response.content ?? {})] : [],
    );
    const withProblem = contents.filter((types) => types.includes('application/problem+json'));
    expect(new Set(withProblem.map(([first]) => first))).toEqual(new Set(['application/problem+json']));
  });

  it('contains nothing that a scanner takes for a token', () => {
    expect(JSON.stringify(document)).toContain('svc_');
    expect(JSON.stringify(document)).not.toMatch(/(?:svc|pat)_[0-9A-Za-z]{61}/);
  });
});

describe('an error', () => {
  const source = globSync('{functions,shared}/**/*.ts', { cwd: root, exclude: ['shared/domain/errors/**'] })
    .map(read)
    .join();

  it('is documented if it has a code', () => {
    const [, type = ''] = read('shared/domain/errors/domain-error.ts').split('export type ErrorCode =');
    const codes = [...(type.split(';')[0] ?? '').matchAll(/'(\w+)'/g)].map(([, code]) => code);
    expect(codes.length).toBeGreaterThan(30);
    const examples = new Set<string>(Object.values(PROBLEMS).map(({ code }) => code));
    // Only the deployment can receive it.
    expect(codes.filter((code) => !examples.has(code ?? ''))).toEqual(['workspace_founded']);
  });

  it('is thrown by the source', () => {
    const factories = Object.keys(errors).filter((name) => name !== 'DomainError');
    expect(factories.filter((name) => !RegExp(`errors\\.${name}\\b`).test(source))).toEqual([]);
  });
});
