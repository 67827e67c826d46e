// The reference page for people, made from the OpenAPI document alone.
import type { Audience } from '../../shared/contracts/operation.ts';
import type { openApiDocument } from './document.ts';
import { type JsonSchema, refTo } from './json-schema.ts';
import type { Response } from './responses.ts';
import { schemaText } from './schema-text.ts';

type Document = ReturnType<typeof openApiDocument>;

interface Route {
  /** `POST /api/users` */
  readonly title: string;
  readonly operation: Document['paths'][string][string];
}

/** Markdown. */
export function referencePage(document: Document): string {
  const routes = Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({ title: `${method.toUpperCase()} ${path}`, operation })),
  );
  const blocks = [
    '# API reference',
    'Made by `npm run openapi` from [openapi.json](openapi.json), which the API serves at `GET /api/openapi.json`.',
    document.info.description,
    ...document.tags.flatMap(({ name, description }) => {
      const ofTag = routes.filter(({ operation }) => operation.tags.includes(name));
      return [`## ${name}`, description, overview(ofTag), ...ofTag.flatMap((route) => routeBlocks(document, route))];
    }),
    '## What every route may be refused with',
    sharedRefusals(document, routes),
    '## Codes',
    'What the `detail` says is for people, and may change.',
    codes(document),
    '## What is answered',
    ...Object.entries(document.components.schemas).flatMap(([name, schema]) => [
      `### ${name}`,
      ...(schema.description ? [schema.description] : []),
      ...(schema.properties ? [table(['field', 'type', 'about'], fieldRows(schema))] : [schemaText(schema)]),
      ...exampleOf(name, routes),
    ]),
  ];
  return `${blocks.join('\n\n')}\n`;
}

function overview(routes: readonly Route[]): string {
  const link = (title: string) =>
    `[${title}](#${title
      .toLowerCase()
      .replaceAll(/[^\w -]/g, '')
      .replaceAll(' ', '-')})`;
  return table(
    ['route', 'for', 'what'],
    routes.map(({ title, operation }) => [link(title), forWhom(operation['x-audience']), operation.summary]),
  );
}

function forWhom(audience: Audience): string {
  if (typeof audience !== 'string') return audience.join(', ');
  return { authenticated: 'every account', human: 'people', public: 'public, without a credential' }[audience];
}

function routeBlocks(document: Document, { title, operation }: Route): string[] {
  const { summary, description, parameters, requestBody, responses } = operation;
  const [body] = Object.values(requestBody?.content ?? {});
  const rows = [
    ...parameters.map(({ name, in: place, schema, description = '' }) => [
      code(name),
      place,
      schemaText(schema),
      description,
    ]),
    ...fieldRows(body?.schema ?? {}).map(([field = '', ...about]) => [field, 'body', ...about]),
  ];
  return [
    `### ${title}`,
    [`${summary}. For ${forWhom(operation['x-audience'])}.`, description].filter(Boolean).join(' '),
    ...(rows.length > 0 ? [table(['name', 'in', 'type', 'about'], rows)] : []),
    ...(body?.example ? [json(body.example)] : []),
    success(responses),
    ...ownRefusals(document, responses),
  ];
}

function success(responses: Route['operation']['responses']): string {
  const [[status, response] = []] = Object.entries(responses).filter(([code]) => code.startsWith('2'));
  const schema = response && 'content' in response ? response.content?.['application/json']?.schema : undefined;
  return `Answers ${status}${schema ? `: ${schemaText(schema)}` : ', without a body'}.`;
}

/** The example of the first route that answers with the schema alone. */
function exampleOf(name: string, routes: readonly Route[]): string[] {
  const contents = routes
    .flatMap(({ operation }) => Object.values<Response | object>(operation.responses))
    .flatMap((response) => ('content' in response ? Object.values(response.content ?? {}) : []));
  const example = contents.find(({ schema }) => schema.$ref === refTo(name))?.example;
  return example === undefined ? [] : [json(example)];
}

/** What no other route shares. */
function ownRefusals(document: Document, responses: Route['operation']['responses']): string[] {
  const own = Object.entries(responses).flatMap(([status, response]) => {
    const refusedWith = '$ref' in response ? [] : codesOf(document, response);
    return refusedWith.length > 0 ? [`${status} ${refusedWith.map(code).join(', ')}`] : [];
  });
  return own.length > 0 ? [`Refused with ${own.join('; ')}.`] : [];
}

/** What routes share, by status. */
function sharedRefusals(document: Document, routes: readonly Route[]): string {
  const shared = Object.entries(document.components.responses).map(([name, response]) => {
    const ref = `#/components/responses/${name}`;
    const responses = routes.flatMap(({ operation }) => Object.entries(operation.responses));
    const [status = ''] = responses.find(([, one]) => '$ref' in one && one.$ref === ref) ?? [];
    return { status, response, codes: codesOf(document, response) };
  });
  const rows = Map.groupBy(shared, ({ status }) => status)
    .entries()
    .map(([status, ofStatus]) => {
      const [{ response } = { response: undefined }] = ofStatus;
      const message = response?.content?.['application/json']?.example;
      const refusedWith = [...new Set(ofStatus.flatMap(({ codes }) => codes))].map(code).join(', ');
      return [status, refusedWith, message ? code(inline(message)) : '', response?.description ?? ''];
    });
  return table(['status', 'code', 'by API Gateway', 'why'], [...rows]);
}

function codesOf(document: Document, response: Response): string[] {
  const names = Object.keys(response.content?.['application/problem+json']?.examples ?? {});
  return names.map((name) => String(document.components.examples[name]?.value.code));
}

function codes(document: Document): string {
  const rows = Object.values(document.components.examples).map(({ value }) => [
    code(value.code),
    String(value.status),
    value.detail,
  ]);
  return table(['code', 'status', 'detail'], rows);
}

/** The fields of an object: name, type, about. */
function fieldRows({ properties = {}, required = [] }: JsonSchema): string[][] {
  return Object.entries(properties).map(([name, property]) => {
    const schema = property as JsonSchema;
    const optional = required.includes(name) ? '' : ' (optional)';
    return [code(name), schemaText(schema) + optional, schema.description ?? ''];
  });
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function json(value: unknown): string {
  return ['```json', indented(value, ''), '```'].join('\n');
}

/** JSON that goes on in its line while there is room. */
function indented(value: unknown, indent: string): string {
  const line = inline(value);
  if (typeof value !== 'object' || value === null || line.length + indent.length < LINE_WIDTH) return line;
  const deeper = `${indent}  `;
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  const parts = Object.entries(value).map(([key, part]) => {
    const name = Array.isArray(value) ? '' : `${JSON.stringify(key)}: `;
    return deeper + name + indented(part, deeper);
  });
  return [open, parts.join(',\n'), indent + close].join('\n');
}

function inline(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inline).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const parts = Object.entries(value).map(([key, part]) => `${JSON.stringify(key)}: ${inline(part)}`);
  return parts.length > 0 ? `{ ${parts.join(', ')} }` : '{}';
}

const LINE_WIDTH = 100;

function code(text: string): string {
  return `\`${text}\``;
}
