// Serves the API of a fixture stack, without a table.
import { PassThrough } from 'node:stream';
import { onTestFinished } from 'vitest';
import { type Api, type Parts, requestHandler } from '../../../infra/local/gateway/api.ts';
import { httpApisOf } from '../../../infra/local/gateway/http-api.ts';
import { restApisOf } from '../../../infra/local/gateway/rest-api.ts';
import { serve } from '../../../infra/local/gateway/server.ts';
import { createFunctions, functionWithArn } from '../../../infra/local/lambda/functions.ts';
import { resolveStack, type Stack } from '../../../infra/local/template/stack.ts';
import { apiResources, type FixtureStack } from './assembly.ts';
import { temporaryAssembly } from './temporary.ts';

/** Signs the requests to routes under AWS_IAM. */
export const signingKey = {
  accessKeyId: 'ASIAFIXTURE',
  secretAccessKey: 'fixture-secret',
  sessionToken: 'fixture-session',
};

/** Starts the HTTP API until the end of the test. @returns its URL */
export function serveApi({ resources, code }: FixtureStack): Promise<string> {
  return serveFirst(httpApisOf, { resources: { ...apiResources, ...resources }, ...(code && { code }) });
}

/** Starts the REST API until the end of the test. @returns its URL without the stage */
export function serveRestApi(fixture: FixtureStack): Promise<string> {
  return serveFirst(restApisOf, fixture);
}

async function serveFirst(
  apisOf: (stack: Stack, parts: Parts) => readonly Api[],
  fixture: FixtureStack,
): Promise<string> {
  const assembly = temporaryAssembly(fixture);
  const stack = resolveStack(assembly);
  const database = { endpoint: 'http://127.0.0.1:1', accessKeyId: 'none', secretAccessKey: 'none' };
  const functions = createFunctions(stack, assembly, { database, log: new PassThrough().resume() });
  const [api] = apisOf(stack, { functionOf: (arn) => functionWithArn(functions, arn), signingKey });
  if (!api) throw new Error('the fixture has an API');
  const server = await serve(requestHandler(api), 0);
  onTestFinished(async () => {
    await server.stop();
    for (const fn of functions.values()) await fn.stop();
  });
  return server.url;
}
