// Runs the stack of an assembly on this machine: its table, its functions, its custom resources, its HTTP APIs.
import { createWriteStream } from 'node:fs';
import { type Attributes, deployCustomResource, readDeployments, writeDeployments } from './custom-resources.ts';
import { type HttpApi, httpApisOf, requestHandler } from './gateway/http-api.ts';
import type { SigningKey } from './gateway/iam-authorization.ts';
import { type HttpServer, serve } from './gateway/server.ts';
import { createFunctions, type Functions, functionWithArn } from './lambda/functions.ts';
import { RunnerError } from './runner-error.ts';
import { type Database, ensureTable } from './table.ts';
import type { Assembly } from './template/assembly.ts';
import { resolveStack, type Stack } from './template/stack.ts';

export interface SystemOptions {
  readonly database: Database;
  /** Parameters of the stack. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Of the bearer API. @default 0: any free port */
  readonly port?: number;
  /** Of the signed API. @default 0: any free port */
  readonly signedPort?: number;
  /** Signs requests to the signed API. */
  readonly signingKey: SigningKey;
  /** Takes what the functions print, appended. */
  readonly logFile: string;
  /** Remembers the custom resources from one start to the next. @default every start creates them anew */
  readonly deploymentsFile?: string;
}

export interface System {
  /** Of the bearer API, without a slash at the end. */
  readonly bearerUrl: string;
  readonly signedUrl: string;
  readonly tableName: string;
  /** What the custom resources answered, by type: `Custom::FirstAdmin`. */
  readonly customResources: ReadonlyMap<string, Attributes>;
  stop(): Promise<void>;
}

/** @throws RunnerError when the stack holds what the runner does not know, or cannot be started */
export async function startSystem(assembly: Assembly, options: SystemOptions): Promise<System> {
  const stack = resolveStack(assembly, options.parameters);
  const log = createWriteStream(options.logFile, { flags: 'a' });
  const functions = createFunctions(stack, assembly, options.database, log);
  const servers: HttpServer[] = [];
  const stop = async () => {
    await Promise.all(servers.map((server) => server.stop()));
    await Promise.all([...functions.values()].map((fn) => fn.stop()));
    await new Promise((closed) => log.end(closed));
  };
  try {
    const table = only('table', stack.of('AWS::DynamoDB::GlobalTable'));
    const functionOf = (arn: string) => functionWithArn(functions, arn);
    const apis = httpApisOf(stack, { functionOf, signingKey: options.signingKey });
    const bearerApi = only(
      'bearer API',
      apis.filter((api) => !api.signed),
    );
    const signedApi = only(
      'signed API',
      apis.filter((api) => api.signed),
    );
    const start = async (api: HttpApi, port = 0) => {
      const server = await serve(requestHandler(api), port);
      servers.push(server);
      return server.url;
    };
    const created = await ensureTable(options.database, table);
    const customResources = await deployCustomResources(stack, functions, created, options.deploymentsFile);
    return {
      bearerUrl: await start(bearerApi, options.port),
      signedUrl: await start(signedApi, options.signedPort),
      tableName: table.physicalId,
      customResources,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function only<R extends { readonly logicalId: string }>(what: string, resources: readonly R[]): R {
  const [resource] = resources;
  if (resource && resources.length === 1) return resource;
  const names = resources.map(({ logicalId }) => logicalId).join(', ') || 'none';
  throw new RunnerError(`the local runner runs a stack of one ${what}, and this one has ${names}`);
}

/** @param fresh - Whether the table is new, so that nothing of an earlier deployment is left. */
async function deployCustomResources(stack: Stack, functions: Functions, fresh: boolean, file: string | undefined) {
  const deployments = file && !fresh ? readDeployments(file) : {};
  const attributes = new Map<string, Attributes>();
  for (const resource of stack.customResources) {
    const handler = functionWithArn(functions, resource.properties.ServiceToken);
    const deployed = await deployCustomResource(resource, handler, stack.name, deployments[resource.logicalId]);
    deployments[resource.logicalId] = deployed.deployment;
    attributes.set(resource.type, deployed.attributes);
  }
  if (file) writeDeployments(file, deployments);
  return attributes;
}
