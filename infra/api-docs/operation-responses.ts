// The responses of an operation: its success, its errors, and the errors of API Gateway, which reach no function.
import { isDeepStrictEqual } from 'node:util';
import { oauthError } from '../../shared/contracts/oauth-error.ts';
import type * as responses from '../../shared/contracts/responses.ts';
import { extensibleEnum, refTo } from './json-schema.ts';
import { PROBLEMS, type ProblemName } from './problems.ts';
import type { Documentation, JsonSchema, MediaType, Reference, Response } from './types.ts';

const DESCRIPTIONS: Readonly<Record<number, string>> = {
  200: 'The request succeeded.',
  201: 'The resource was created.',
  202: 'The request was accepted.',
  204: 'The request succeeded. The response has no body.',
  400: 'The request is malformed, or a business rule forbids it. Nothing was changed.',
  401: 'The request has no valid credential.',
  403: 'The caller is not allowed to make this request.',
  404: 'The resource does not exist, or the caller cannot see it.',
  409: 'The name or identifier is taken.',
  413: 'The request body is larger than 10 MB.',
  415: 'The media type, the charset or the content coding of the request body is not supported.',
  422: 'The body or the query string does not match its schema. Unknown and repeated fields and parameters are rejected, too.',
  429: 'There are too many requests. Try again later.',
  431: 'The request headers are larger than 10 kB.',
  500: 'An unexpected error occurred.',
  503: 'The service or its database is not available. Try again. After `outcome_unknown`, read the resource first.',
};

const LINK = 'With `format=csv`, the URL of the next page as `<url>; rel="next"` (RFC 8288). Absent on the last page.';

/** The messages of API Gateway itself. */
const GATEWAY_MESSAGES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  413: 'Request Entity Too Large',
  429: 'Too Many Requests',
  431: 'Request Header Fields Too Large',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};

/** Problem documents with additional members have their own schemas. */
const OWN_SCHEMAS: { readonly [Name in ProblemName]?: keyof typeof responses } = {
  active_tokens: 'ActiveTokensProblem',
  already_created: 'AlreadyCreatedProblem',
  cidrs_required: 'TokenPolicyProblem',
  scopes_required: 'TokenPolicyProblem',
  insufficient_scope: 'InsufficientScopeProblem',
  tokens_expire_too_late: 'TokenPolicyProblem',
  tokens_never_expire: 'TokenPolicyProblem',
  validation_failed: 'ValidationProblem',
};

/** The error responses that operations share. They are components with these names. */
export const SHARED_RESPONSES: Readonly<Record<string, Response>> = {
  BadRequest: errorResponse(400, [], true),
  MalformedBody: errorResponse(400, ['malformed_json'], true),
  Unauthorized: errorResponse(401, ['unauthorized'], true),
  Unsigned: errorResponse(403, [], true),
  Unbound: errorResponse(403, ['iam_principal_unbound', 'user_deactivated_signed'], true),
  InsufficientScope: errorResponse(
    403,
    ['iam_principal_unbound', 'insufficient_scope', 'user_deactivated_signed'],
    true,
  ),
  Forbidden: errorResponse(
    403,
    ['forbidden', 'iam_principal_unbound', 'insufficient_scope', 'user_deactivated_signed'],
    true,
  ),
  TooLarge: errorResponse(413, [], true),
  UnsupportedMediaType: errorResponse(415, ['unsupported_media_type'], false),
  Invalid: errorResponse(422, ['validation_failed'], false),
  TooManyRequests: errorResponse(429, [], true),
  HeadersTooLarge: errorResponse(431, [], true),
  InternalError: errorResponse(500, ['internal_error'], true),
  Unavailable: errorResponse(503, [], true),
  ReadFailed: errorResponse(503, ['schema_too_new', 'storage_unavailable'], true),
  WriteFailed: errorResponse(503, ['busy', 'outcome_unknown', 'schema_too_new', 'storage_unavailable'], true),
};

/** The responses of an operation, by their status. */
export function responsesOf(documentation: Documentation): Record<string, Response | Reference> {
  const names = [...new Set([...(documentation.problems ?? []), ...commonProblems(documentation)])].toSorted();
  const byGateway = gatewayStatuses(documentation);
  const isOAuth = documentation.operation.errors === 'oauth';
  const documentOf = (name: ProblemName) => (isOAuth ? oauthError(PROBLEMS[name]) : PROBLEMS[name]);
  const statuses = new Set([...byGateway, ...names.map((name) => documentOf(name).status)]);
  const errors = [...statuses].map((status) => {
    const ofStatus = names.filter((name) => documentOf(name).status === status);
    const isByGateway = byGateway.includes(status);
    const response =
      isOAuth && ofStatus.length > 0
        ? oauthErrorResponse(status, ofStatus, isByGateway)
        : sharedOr(errorResponse(status, ofStatus, isByGateway));
    return [status, response] as const;
  });
  return { [documentation.operation.status]: success(documentation), ...Object.fromEntries(errors) };
}

function success({ operation: { status, csv }, response, example, csvExample }: Documentation): Response {
  const description = DESCRIPTIONS[status] ?? '';
  if (response === undefined) return { description };
  return {
    description,
    ...(csv && { headers: { Link: { description: LINK, schema: { type: 'string' } } } }),
    content: {
      'application/json': { schema: { $ref: refTo(response) }, example },
      ...(csv && { 'text/csv': { schema: { type: 'string' }, example: csvExample } }),
    },
  };
}

/** The errors of the middleware, which every operation has, and those of storage. */
function commonProblems({ operation: { audience, scope, body, form }, storage }: Documentation): ProblemName[] {
  const isPublic = audience === 'public';
  return [
    ...(body || form ? (['malformed_json', 'unsupported_media_type'] as const) : []),
    ...(isPublic ? [] : (['unauthorized', 'iam_principal_unbound', 'user_deactivated_signed'] as const)),
    ...(isPublic || audience === 'authenticated' ? [] : (['forbidden'] as const)),
    ...(scope === null ? [] : (['insufficient_scope'] as const)),
    'validation_failed',
    'internal_error',
    ...(storage === 'none' ? [] : (['storage_unavailable', 'schema_too_new'] as const)),
    ...(storage === 'written' ? (['busy', 'outcome_unknown'] as const) : []),
  ];
}

/** The statuses of API Gateway itself. On the signed API, a request without a valid signature is a 403. */
function gatewayStatuses({ operation: { audience, body, form }, id }: Documentation): number[] {
  return [
    400,
    ...(audience === 'public' ? [] : [401]),
    403,
    ...(id ? [404] : []),
    ...(body || form ? [413] : []),
    429,
    431,
    500,
    503,
  ];
}

function sharedOr(response: Response): Response | Reference {
  const shared = Object.entries(SHARED_RESPONSES).find(([, one]) => isDeepStrictEqual(one, response));
  return shared ? { $ref: `#/components/responses/${shared[0]}` } : response;
}

/** The problem documents come first: tools show the first example. */
function errorResponse(status: number, names: readonly ProblemName[], byGateway: boolean): Response {
  const message = { schema: { $ref: refTo('GatewayMessage') }, example: { message: GATEWAY_MESSAGES[status] } };
  return {
    description: DESCRIPTIONS[status] ?? '',
    content: {
      ...(names.length > 0 && { 'application/problem+json': problemDocuments(names) }),
      ...(byGateway && { 'application/json': message }),
    },
  };
}

function oauthErrorResponse(status: number, names: readonly ProblemName[], byGateway: boolean): Response {
  const own: JsonSchema = { $ref: refTo('OAuthError') };
  const schema = byGateway ? { anyOf: [own, { $ref: refTo('GatewayMessage') }] } : own;
  const examples = Object.fromEntries(names.map((name) => [name, { value: oauthError(PROBLEMS[name]) }]));
  return { description: DESCRIPTIONS[status] ?? '', content: { 'application/json': { schema, examples } } };
}

function problemDocuments(names: readonly ProblemName[]): MediaType {
  const own = [...new Set(names.flatMap((name) => OWN_SCHEMAS[name] ?? []))].map(
    (schema): JsonSchema => ({ $ref: refTo(schema) }),
  );
  const codes = new Set(names.filter((name) => !OWN_SCHEMAS[name]).map((name) => PROBLEMS[name].code));
  const code = extensibleEnum([...codes], 'The stable identifier of the problem.');
  const plain: JsonSchema = { allOf: [{ $ref: refTo('Problem') }, { properties: { code } }] };
  const schemas = codes.size > 0 ? [...own, plain] : own;
  const [schema = {}, ...others] = schemas;
  return {
    schema: others.length > 0 ? { anyOf: schemas } : schema,
    examples: Object.fromEntries(names.map((name) => [name, { $ref: `#/components/examples/${name}` }])),
  };
}
