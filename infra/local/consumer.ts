// Runs the functions and APIs of another CDK app next to a running system. Its authorizers are functions of that system.
import { createWriteStream } from 'node:fs';
import { requestHandler } from './gateway/api.ts';
import { httpApisOf } from './gateway/http-api.ts';
import type { SigningKey } from './gateway/iam-authorization.ts';
import { restApisOf } from './gateway/rest-api.ts';
import { serve } from './gateway/server.ts';
import { createFunctions, findFunction } from './lambda/functions.ts';
import { serveInvocations } from './lambda/invoke.ts';
import { RunnerError } from './runner-error.ts';
import type { System } from './system.ts';
import type { Database } from './table.ts';
import type { Assembly } from './template/assembly.ts';
import { resolveStack } from './template/stack.ts';

export interface ConsumerOptions {
  readonly system: Pick<System, 'functionOf'>;
  /** Must be different from the database of the system. */
  readonly database: Database;
  /** Key pair that signs requests to routes with AWS_IAM authorization. */
  readonly signingKey: SigningKey;
  /** The output of the functions is appended to this file. */
  readonly logFile: string;
}

export interface Consumer {
  /** URLs of its APIs by name, without a trailing slash. The URL of a REST API includes the stage. */
  readonly urls: ReadonlyMap<string, string>;
  stop(): Promise<void>;
}

/** @throws RunnerError when the stack contains something unsupported, or cannot be started */
export async function startConsumer(assembly: Assembly, options: ConsumerOptions): Promise<Consumer> {
  const { system, database, signingKey } = options;
  const stack = resolveStack(assembly);
  const [unsupported] = [...stack.customResources, ...stack.of('AWS::SecretsManager::Secret')];
  if (unsupported) {
    throw new RunnerError(`the local runner does not deploy the resource ${unsupported.logicalId} of another app`);
  }
  const log = createWriteStream(options.logFile, { flags: 'a' });
  const invocations = await serveInvocations(system.functionOf);
  const functions = createFunctions(stack, assembly, { database, lambdaUrl: invocations.url, log });
  const cleanUps: (() => Promise<unknown>)[] = [
    () => new Promise((closed) => log.end(closed)),
    invocations.stop,
    () => Promise.all([...functions.values()].map((fn) => fn.stop())),
  ];
  const stop = async () => {
    for (const cleanUp of cleanUps.reverse()) await cleanUp();
  };
  const functionOf = (arn: string) => findFunction(functions, arn) ?? system.functionOf(arn);
  try {
    const urls = new Map<string, string>();
    for (const api of [
      ...httpApisOf(stack, { functionOf, signingKey }),
      ...restApisOf(stack, { functionOf, signingKey }),
    ]) {
      const server = await serve(requestHandler(api), 0);
      cleanUps.push(server.stop);
      urls.set(api.name, server.url + api.basePath);
    }
    return { urls, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
