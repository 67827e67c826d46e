// How an operation is answered: its success, its refusals, and what API Gateway says before any function is asked.
import { isDeepStrictEqual } from 'node:util';
import type * as answers from '../../shared/contracts/responses.ts';
import type { Documentation } from './documentation.ts';
import { type JsonSchema, refTo } from './json-schema.ts';
import { commonProblems, PROBLEMS, type ProblemName } from './problems.ts';

export interface Response {
  readonly description: string;
  readonly content?: Readonly<Record<string, MediaType>>;
}

interface MediaType {
  readonly schema: JsonSchema;
  readonly example?: unknown;
  readonly examples?: Readonly<Record<string, object>>;
}

type Ref = { readonly $ref: string };

const DESCRIPTIONS: Readonly<Record<number, string>> = {
  200: 'Done.',
  201: 'Created.',
  202: 'Taken note of, whatever it was.',
  204: 'Done; there is nothing to say.',
  400: 'Malformed, or a rule stands in the way. Nothing was changed.',
  401: 'No credential, or none that is valid now.',
  403: 'Not allowed.',
  404: 'Unknown, or not for the eyes of the caller.',
  409: 'Taken by another.',
  413: 'A body of more than 10 MB.',
  415: 'A body of another content type.',
  422: 'A body or a query that does not fit its schema; unknown fields and parameters do not.',
  429: 'Too many requests at once.',
  431: 'More than 10 kB of headers.',
  500: 'A fault of ours.',
  503: 'No answer in time, or none from storage. Try again; after `outcome_unknown`, read first.',
};

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

/** Problems with further members are schemas of their own. */
const OWN_SCHEMAS: { readonly [Name in ProblemName]?: keyof typeof answers } = {
  active_tokens: 'ActiveTokensProblem',
  validation_failed: 'ValidationProblem',
};

/** Refusals that operations share, as components by these names. */
export const SHARED_RESPONSES: Readonly<Record<string, Response>> = {
  BadRequest: refusal(400, [], true),
  MalformedBody: refusal(400, ['malformed_json'], true),
  Unauthorized: refusal(401, ['unauthorized'], true),
  Unsigned: refusal(403, [], true),
  Unbound: refusal(403, ['iam_principal_unbound', 'user_deactivated_signed'], true),
  Forbidden: refusal(403, ['forbidden', 'iam_principal_unbound', 'user_deactivated_signed'], true),
  TooLarge: refusal(413, [], true),
  UnsupportedMediaType: refusal(415, ['unsupported_media_type'], false),
  Invalid: refusal(422, ['validation_failed'], false),
  TooManyRequests: refusal(429, [], true),
  HeadersTooLarge: refusal(431, [], true),
  InternalError: refusal(500, ['internal_error'], true),
  NoAnswer: refusal(503, [], true),
  ReadFailed: refusal(503, ['schema_too_new', 'storage_unavailable'], true),
  WriteFailed: refusal(503, ['busy', 'outcome_unknown', 'schema_too_new', 'storage_unavailable'], true),
};

/** By status. */
export function responsesOf(documentation: Documentation): Record<string, Response | Ref> {
  const names = [...new Set([...(documentation.problems ?? []), ...commonProblems(documentation)])].toSorted();
  const byGateway = gatewayStatuses(documentation);
  const statuses = new Set([...byGateway, ...names.map((name) => PROBLEMS[name].status)]);
  const refusals = [...statuses].map((status) => {
    const ofStatus = names.filter((name) => PROBLEMS[name].status === status);
    return [status, sharedOr(refusal(status, ofStatus, byGateway.includes(status)))] as const;
  });
  return { [documentation.operation.status]: success(documentation), ...Object.fromEntries(refusals) };
}

function success({ operation: { status }, answer, example }: Documentation): Response {
  const description = DESCRIPTIONS[status] ?? '';
  if (answer === undefined) return { description };
  return { description, content: { 'application/json': { schema: { $ref: refTo(answer) }, example } } };
}

/** What API Gateway may answer. On the signed API it is 403 for every request that is not signed well. */
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

function sharedOr(response: Response): Response | Ref {
  const shared = Object.entries(SHARED_RESPONSES).find(([, one]) => isDeepStrictEqual(one, response));
  return shared ? { $ref: `#/components/responses/${shared[0]}` } : response;
}

function refusal(status: number, names: readonly ProblemName[], byGateway: boolean): Response {
  const message = { schema: { $ref: refTo('GatewayMessage') }, example: { message: GATEWAY_MESSAGES[status] } };
  return {
    description: DESCRIPTIONS[status] ?? '',
    content: {
      ...(names.length > 0 && { 'application/problem+json': problem(names) }),
      ...(byGateway && { 'application/json': message }),
    },
  };
}

function problem(names: readonly ProblemName[]): MediaType {
  const own = names.flatMap((name) => OWN_SCHEMAS[name] ?? []).map((schema): JsonSchema => ({ $ref: refTo(schema) }));
  const codes = new Set(names.filter((name) => !OWN_SCHEMAS[name]).map((name) => PROBLEMS[name].code));
  const plain: JsonSchema = {
    allOf: [
      { $ref: refTo('Problem') },
      { type: 'object', properties: { code: { enum: [...codes] } }, required: ['code'] },
    ],
  };
  const schemas = codes.size > 0 ? [...own, plain] : own;
  const [schema = {}, ...others] = schemas;
  return {
    schema: others.length > 0 ? { anyOf: schemas } : schema,
    examples: Object.fromEntries(names.map((name) => [name, { $ref: `#/components/examples/${name}` }])),
  };
}
