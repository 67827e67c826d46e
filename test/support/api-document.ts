// Holds what the API answers to its document: status, content type and body, as they are declared for the route.
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { ApiResponse } from './api-response.ts';

type Responses = Readonly<Record<string, { readonly $ref?: string; readonly content?: unknown }>>;

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly responses: Responses }>>>>;
}

/** The one that is served. */
const document: Document = JSON.parse(readFileSync(new URL('../../docs/openapi.json', import.meta.url), 'utf8'));
const ajv = new Ajv2020({ allErrors: true });
addFormats.default(ajv);
// To a validator of schemas, what stands beside them in a document is unknown.
ajv.addVocabulary(Object.keys(document));
ajv.addSchema(document, 'openapi.json', false, false);

/**
 * What is not under `/api/` is not ours.
 *
 * @param target - Path and query as they were sent.
 * @throws Error that says what the document does not.
 */
export function expectDocumented(method: string, target: string, answer: ApiResponse): void {
  const wrong = target.startsWith('/api/') ? undocumented(method, target, answer) : undefined;
  if (wrong === undefined) return;
  throw new Error(`${method} ${target} answered ${answer.status} ${answer.type}, but docs/openapi.json ${wrong}`);
}

function undocumented(method: string, target: string, { status, type, body }: ApiResponse): string | undefined {
  const response = responseAt(method, target, status);
  if (response === undefined) return 'declares no such status';
  if (response === '') return type === undefined ? undefined : 'declares no body';
  const validate = ajv.getSchema(`openapi.json${response}/content/${escaped(type ?? '')}/schema`);
  if (validate === undefined) return 'declares no such content type';
  return validate(body) ? undefined : `says otherwise: ${ajv.errorsText(validate.errors)}\n${JSON.stringify(body)}`;
}

/** Where the response is declared; empty for one without a body. What is no route is answered by API Gateway alone. */
function responseAt(method: string, target: string, status: number): string | undefined {
  const route = routeOf(method.toLowerCase(), target);
  if (route === undefined) return status === 404 || status === 400 ? '#/components/responses/BadRequest' : undefined;
  const response = route.responses[status];
  if (response === undefined) return undefined;
  if (response.$ref !== undefined) return response.$ref;
  return response.content ? `#/paths/${escaped(route.path)}/${method.toLowerCase()}/responses/${status}` : '';
}

function routeOf(method: string, target: string): { path: string; responses: Responses } | undefined {
  const sent = decoded(target.split('?')[0] ?? '');
  const matching = Object.entries(document.paths)
    .filter(([path]) => new RegExp(`^${path.replace('{id}', '[^/]+')}$`).test(sent))
    .flatMap(([path, { [method]: operation }]) => (operation ? [{ path, ...operation }] : []));
  return matching.find(({ path }) => path === sent) ?? matching[0];
}

/** As API Gateway does before it looks for a route; empty when it cannot be decoded. */
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
