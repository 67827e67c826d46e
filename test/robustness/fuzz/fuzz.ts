// Input that does not fit, given to the functions by the thousand: past the gateway, which has no part in refusing it.
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import * as z from 'zod/mini';
import { integrationEvent } from '../../../infra/local/gateway/event.ts';
import { operations } from '../../../infra/operations.ts';
import type { Operation } from '../../../shared/contracts/operation.ts';
import { type JsonSchema, spoiledBodies, spoiledParameters } from './invalid-input.ts';
import type { SystemUnderTest } from '../support/system-under-test.ts';

export interface FuzzOptions {
  /** For each operation. */
  readonly requests: number;
  readonly seed: number;
  /** By their ids. @default all */
  readonly operations?: readonly string[];
}

interface Input {
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly type?: string;
  /** The refusals that are right. */
  readonly refusals: readonly string[];
}

/** An Admin, as the authorizer would tell of one: what comes before the input refuses nothing. */
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

/** A sentence for each request that was not refused as it should have been. */
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
      const response = (await handler(eventOf(operation as Operation, input), context)) as HttpResponse;
      sent += 1;
      const flaw = flawIn(response, input.refusals);
      if (flaw) wrong.push(`${operation.id} responses ${flaw} to ${JSON.stringify(input).slice(0, 500)}`);
    }
    system.clearLogs();
  }
  return { sent, wrong };
}

function inputsFor({ body, form, query }: Operation): fc.Arbitrary<Input> {
  const unknownQuery = spoiledParameters(
    query ? schemaOf(query) : ({ type: 'object', additionalProperties: false } as JsonSchema),
  ).map(
    (parameters): Input => ({
      query: parameters,
      refusals: ['validation_failed'],
      ...(body && { type: 'application/json', body: '{}' }),
    }),
  );
  if (form) {
    return spoiledParameters(schemaOf(form)).map(
      (fields): Input => ({
        type: 'application/x-www-form-urlencoded',
        body: new URLSearchParams(fields).toString(),
        refusals: ['validation_failed'],
      }),
    );
  }
  if (!body) return unknownQuery;
  const spoiled = spoiledBodies(schemaOf(body)).map(
    ({ text, isJson }): Input => ({
      type: 'application/json',
      body: text,
      refusals: [isJson ? 'validation_failed' : 'malformed_json'],
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
      spoiledBodies(schemaOf(body)),
    )
    .map(([type, { text }]): Input => ({ type, body: text, refusals: ['unsupported_media_type'] }));
  return fc.oneof(
    { weight: 8, arbitrary: spoiled },
    { weight: 1, arbitrary: otherType },
    { weight: 1, arbitrary: unknownQuery },
  );
}

function schemaOf(schema: z.ZodMiniType): JsonSchema {
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema;
}

function eventOf({ method, path }: Operation, { query, body = '', type }: Input): unknown {
  const request = {
    apiId: 'fuzz',
    method,
    path: path.replace('{id}', '999999'),
    target: path,
    routeKey: `${method} ${path}`,
    pathParameters: path.includes('{id}') ? { id: '999999' } : undefined,
    query,
    rawQueryString: '',
    headers: { ...(type !== undefined && { 'content-type': type }) },
    rawHeaders: [],
    cookies: undefined,
    protocol: 'HTTP/1.1',
    sourceIp: '127.0.0.1',
    requestId: randomUUID(),
    body: Buffer.from(body),
  };
  return integrationEvent(request, { lambda: ADMIN });
}

interface HttpResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

function flawIn({ statusCode, headers, body }: HttpResponse, refusals: readonly string[]): string | undefined {
  if (statusCode < 400 || statusCode >= 500) return String(statusCode);
  if (headers['content-type'] !== 'application/problem+json') return `${statusCode} in ${headers['content-type']}`;
  const problem = JSON.parse(body ?? '{}');
  const whole = problem.status === statusCode && problem.type && problem.title && problem.detail && problem.code;
  if (!whole) return `half a problem document: ${body}`;
  return refusals.includes(problem.code) ? undefined : `${statusCode} ${problem.code}`;
}
