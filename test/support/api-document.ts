// Compares each response of the API with its document: the status, the content type and the body must be as declared.
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { ApiResponse } from './api-response.ts';

type Responses = Readonly<Record<string, { readonly $ref?: string; readonly content?: unknown }>>;

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly responses: Responses }>>>>;
}

/**
 * Clients must accept fields and values that later versions add. The tests accept only those that the document declares
 * today: what is not declared is a mistake, or a leak.
 */
function closed(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if ('x-extensible-enum' in value) return { ...value, enum: value['x-extensible-enum'] };
  if (!('type' in value && value.type === 'object' && 'properties' in value)) return value;
  return { additionalProperties: false, ...value };
}

/** The document that the API serves. */
const document: Document = JSON.parse(
  readFileSync(new URL('../../docs/openapi.json', import.meta.url), 'utf8'),
  closed,
);
const ajv = new Ajv2020({ allErrors: true, strictTypes: false });
addFormats.default(ajv);
// To a validator of JSON Schema, the other keywords of an OpenAPI document are unknown.
ajv.addVocabulary([...Object.keys(document), 'x-extensible-enum']);
ajv.addSchema(document, 'openapi.json', false, false);

/**
 * Only paths under `/api/` are compared.
 *
 * @param target - The path and the query string as they were sent.
 * @throws Error if the response is not as the document declares.
 */
export function expectDocumented(method: string, target: string, response: ApiResponse): void {
  const wrong = target.startsWith('/api/') ? undocumented(method, target, response) : undefined;
  if (wrong === undefined) return;
  throw new Error(`${method} ${target} returned ${response.status} ${response.type}, but docs/openapi.json ${wrong}`);
}

function undocumented(method: string, target: string, { status, type, body }: ApiResponse): string | undefined {
  const response = responseAt(method, target, status);
  if (response === undefined) return 'declares no such status';
  if (response === '') return type === undefined ? undefined : 'declares no body';
  const validate = ajv.getSchema(`openapi.json${response}/content/${escaped(type ?? '')}/schema`);
  if (validate === undefined) return 'declares no such content type';
  return validate(body) ? undefined : `says otherwise: ${ajv.errorsText(validate.errors)}\n${JSON.stringify(body)}`;
}

/** The JSON pointer of the response; empty for one without a body. API Gateway itself responds if there is no route. */
function responseAt(method: string, target: string, status: number): string | undefined {
  const route = routeOf(method.toLowerCase(), target);
  if (route === undefined) return status === 404 || status === 400 ? '#/components/responses/BadRequest' : undefined;
  const response = route.responses[status];
  if (response === undefined) return undefined;
  if (response.$ref !== undefined) return response.$ref;
  return response.content ? `#/paths/${escaped(route.path)}/${method.toLowerCase()}/responses/${status}` : '';
}

function routeOf(method: string, target: string): { path: string; responses: Responses } | undefined {
  const path = decoded(target.split('?')[0] ?? '');
  // The document describes this route in the text of the other one: the path templates of a document must not overlap.
  const sent = path === '/api/users/me' && method === 'get' ? '/api/me' : path;
  const matching = Object.entries(document.paths)
    .filter(([path]) => new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(sent))
    .flatMap(([path, { [method]: operation }]) => (operation ? [{ path, ...operation }] : []));
  return matching.find(({ path }) => path === sent) ?? matching[0];
}

/** API Gateway decodes a path before it looks for a route. Empty if the path cannot be decoded. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return '';
  }
}

function escaped(part: string): string {
  return encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'));
}
