// Sends invalid input to the handlers of the functions directly, because API Gateway does not validate it.
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import * as z from 'zod/mini';
import { integrationEvent } from '../../../infra/local/gateway/event.ts';
import { operations } from '../../../infra/operations.ts';
import type { Operation } from '../../../shared/contracts/operation.ts';
import type { SystemUnderTest } from '../support/system-under-test.ts';
import { invalidBodies, invalidParameters, type JsonSchema } from './invalid-input.ts';

export interface FuzzOptions {
  /** The number of requests for each operation. */
  readonly requests: number;
  readonly seed: number;
  /** By their ids. @default all */
  readonly operations?: readonly string[];
}

interface Input {
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly type?: string;
  /** The expected error codes. */
  readonly codes: readonly string[];
}

/** The context that the authorizer returns for an Admin, so that no request is rejected before its input is validated. */
const ADMIN = {
  id: 1,
  user_id: 'admin@example.com',
  user_type: 'Human',
  role: 'Admin',
  team_ids: [1],
  authenticated_by: 'personal_token',
  token_id: 1,
  token_generation: 1,
};

/** @returns a sentence for each request that was not rejected as expected */
export async function fuzzInput(
  system: SystemUnderTest,
  { requests, seed, operations: ids }: FuzzOptions,
): Promise<{ readonly sent: number; readonly wrong: readonly string[] }> {
  const wrong: string[] = [];
  let sent = 0;
  for (const { operation } of operations.filter(({ operation: { id } }) => ids?.includes(id) ?? true)) {
    const handler = system.handlerOf(operation.id);
    for (const input of fc.sample(inputsFor(operation as Operation), { numRuns: requests, seed })) {
      const context = { getRemainingTimeInMillis: () => 15_000 };
      const response = (await handler(eventOf(operation as Operation, input), context)) as ApiResponse;
      sent += 1;
      const flaw = flawIn(operation, response, input.codes);
      if (flaw) wrong.push(`${operation.id} returns ${flaw} for ${JSON.stringify(input).slice(0, 500)}`);
    }
    system.clearLogs();
  }
  return { sent, wrong };
}

function inputsFor({ body, form, query }: Operation): fc.Arbitrary<Input> {
  const unknownQuery = invalidParameters(
    query ? schemaOf(query) : ({ type: 'object', additionalProperties: false } as JsonSchema),
  ).map(
    (parameters): Input => ({
      query: parameters,
      codes: ['validation_failed'],
      ...(body && { type: 'application/json', body: '{}' }),
    }),
  );
  if (form) {
    return invalidParameters(schemaOf(form)).map(
      (fields): Input => ({
        type: 'application/x-www-form-urlencoded',
        body: new URLSearchParams(fields).toString(),
        codes: ['validation_failed'],
      }),
    );
  }
  if (!body) return unknownQuery;
  const invalid = invalidBodies(schemaOf(body)).map(
    ({ text, isJson }): Input => ({
      type: 'application/json',
      body: text,
      codes: [isJson ? 'validation_failed' : 'malformed_json'],
    }),
  );
  const otherType = fc
    .tuple(
      fc.constantFrom(
        'text/plain',
        'application/xml',
        'multipart/form-data',
        'application/jsonx',
        '',
        'application/json, text/plain',
      ),
      invalidBodies(schemaOf(body)),
    )
    .map(([type, { text }]): Input => ({ type, body: text, codes: ['unsupported_media_type'] }));
  return fc.oneof(
    { weight: 8, arbitrary: invalid },
    { weight: 1, arbitrary: otherType },
    { weight: 1, arbitrary: unknownQuery },
  );
}

function schemaOf(schema: z.ZodMiniType): JsonSchema {
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema;
}

/** An id that does not exist. */
export const MISSING = '999999';

function eventOf({ method, path }: Operation, { query, body = '', type }: Input): unknown {
  const parameters = [...path.matchAll(/{(\w+)}/g)].map(([, name = '']) => [name, MISSING] as const);
  const request = {
    apiId: 'fuzz',
    method,
    path: path.replaceAll(/{\w+}/g, MISSING),
    target: path,
    routeKey: `${method} ${path}`,
    pathParameters: parameters.length > 0 ? Object.fromEntries(parameters) : undefined,
    query,
    rawQueryString: new URLSearchParams(query).toString(),
    headers: { ...(type !== undefined && { 'content-type': type }) },
    rawHeaders: [],
    cookies: undefined,
    protocol: 'HTTP/1.1',
    sourceIp: '127.0.0.1',
    stageVariables: undefined,
    requestId: randomUUID(),
    body: Buffer.from(body),
  };
  return integrationEvent(request, { lambda: ADMIN });
}

interface ApiResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

function flawIn(
  operation: Pick<Operation, 'errors'>,
  { statusCode, headers, body }: ApiResponse,
  codes: readonly string[],
): string | undefined {
  const isOAuth = operation.errors === 'oauth';
  const type = isOAuth ? 'application/json' : 'application/problem+json';
  if (statusCode < 400 || statusCode >= 500) return String(statusCode);
  if (headers['content-type'] !== type) return `${statusCode} in ${headers['content-type']}`;
  const problem = JSON.parse(body ?? '{}');
  const isComplete = problem.status === statusCode && problem.type && problem.title && problem.detail && problem.code;
  if (!isComplete) return `an incomplete problem document: ${body}`;
  if (isOAuth && !(problem.error && problem.error_description)) return `an incomplete error of OAuth: ${body}`;
  return codes.includes(problem.code) ? undefined : `${statusCode} ${problem.code}`;
}
