// Serves the API of a fixture stack, without the table that a whole system has.
import { PassThrough } from 'node:stream';
import { onTestFinished } from 'vitest';
import { httpApisOf, requestHandler } from '../../../infra/local/gateway/http-api.ts';
import { serve } from '../../../infra/local/gateway/server.ts';
import { createFunctions, functionWithArn } from '../../../infra/local/lambda/functions.ts';
import { resolveStack } from '../../../infra/local/template/stack.ts';
import { apiResources, type FixtureStack } from './assembly.ts';
import { temporaryAssembly } from './temporary.ts';

/** Signs the requests to routes under AWS_IAM. */
export const signingKey = { accessKeyId: 'AKIAFIXTURE', secretAccessKey: 'fixture-secret' };

/** URL of the API; it is stopped when the test has finished. */
export async function serveApi({ resources, code }: FixtureStack): Promise<string> {
  const assembly = temporaryAssembly({ resources: { ...apiResources, ...resources }, ...(code && { code }) });
  const stack = resolveStack(assembly);
  const database = { endpoint: 'http://127.0.0.1:1', accessKeyId: 'none', secretAccessKey: 'none' };
  const functions = createFunctions(stack, assembly, { database, log: new PassThrough().resume() });
  const [api] = httpApisOf(stack, { functionOf: (arn) => functionWithArn(functions, arn), signingKey });
  if (!api) throw new Error('the fixture has an API');
  const server = await serve(requestHandler(api), 0);
  onTestFinished(async () => {
    await server.stop();
    for (const fn of functions.values()) await fn.stop();
  });
  return server.url;
}
