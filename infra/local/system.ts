// Runs the stack of an assembly on this machine: table, functions, custom resources, HTTP APIs and events.
import { createWriteStream } from 'node:fs';
import type { CommittedWrites } from './committed-writes.ts';
import { type Attributes, deployCustomResource, readDeployments, writeDeployments } from './custom-resources.ts';
import { serveEventBus } from './events/event-bus.ts';
import { EventSourceMapping } from './events/event-source-mapping.ts';
import { startSchedule } from './events/schedule.ts';
import { requestHandler } from './gateway/api.ts';
import { type HttpApi, httpApisOf } from './gateway/http-api.ts';
import type { SigningKey } from './gateway/iam-authorization.ts';
import { internalServerError } from './gateway/response.ts';
import { type HttpServer, serve } from './gateway/server.ts';
import { createFunctions, type Functions, functionNamed, functionWithArn } from './lambda/functions.ts';
import type { Invocable } from './lambda/lambda-function.ts';
import { serveObjectStorage } from './object-storage.ts';
import { RunnerError } from './runner-error.ts';
import { type Database, ensureTable } from './table.ts';
import type { Assembly } from './template/assembly.ts';
import { resolveStack, type Stack } from './template/stack.ts';

export interface SystemOptions {
  readonly database: Database;
  /** Port of the bearer API. @default 0: any free port */
  readonly port?: number;
  /** Port of the signed API. @default 0: any free port */
  readonly signedPort?: number;
  /** Key pair that signs requests to the signed API. */
  readonly signingKey: SigningKey;
  /** The output of the functions is appended to this file. */
  readonly logFile: string;
  /** Keeps the state of the custom resources between starts. @default every start creates them again */
  readonly deploymentsFile?: string;
  /** @default no events: the stream of the table is not read, and no schedule runs */
  readonly events?: EventFiles;
  /** Responses to requests that may write wait for it. @default they do not wait */
  readonly committedWrites?: CommittedWrites;
  /** Completes the start. Requests to both APIs wait for it, so that no client is served by a system that is not ready. */
  readonly prepare?: (urls: StartingUrls) => Promise<void>;
}

interface StartingUrls extends Pick<System, 'bearerUrl' | 'signedUrl'> {
  /** The bearer API on another port, where requests do not wait. */
  readonly preparationUrl: string;
}

interface EventFiles {
  /** Gets one line of JSON for each event on the bus. */
  readonly events: string;
  /** Gets one line of JSON for each write whose events could not be published. */
  readonly deadLetters: string;
  /** Gets a folder for each bucket of the stack. @default no bucket is served */
  readonly buckets?: string;
  /** Keeps the position in the stream of the table. @default every start begins with the oldest record */
  readonly checkpoint?: string;
}

export interface System {
  /** URL of the bearer API, without a trailing slash. */
  readonly bearerUrl: string;
  readonly signedUrl: string;
  readonly tableName: string;
  /** Attributes that the custom resources returned, by type: `Custom::FirstAdmin`. */
  readonly customResources: ReadonlyMap<string, Attributes>;
  /** The function with the ARN, which can end with an alias. */
  readonly functionOf: (arn: string) => Invocable;
  /** Runs all schedules now. */
  runSchedules(): Promise<void>;
  stop(): Promise<void>;
}

/** @throws RunnerError when the stack contains something unsupported, or cannot be started */
export async function startSystem(assembly: Assembly, options: SystemOptions): Promise<System> {
  const stack = resolveStack(assembly);
  const { database, events } = options;
  const log = createWriteStream(options.logFile, { flags: 'a' });
  const cleanUps: (() => Promise<unknown>)[] = [() => new Promise((closed) => log.end(closed))];
  const stop = async () => {
    for (const cleanUp of cleanUps.reverse()) await cleanUp();
  };
  try {
    const eventBus = events && (await startEventBus(stack, events));
    if (eventBus) cleanUps.push(eventBus.stop);
    const objectStorage = events?.buckets === undefined ? undefined : await serveObjectStorage(events.buckets);
    if (objectStorage) cleanUps.push(objectStorage.stop);
    const [eventBusUrl, objectStorageUrl] = [eventBus?.url, objectStorage?.url];
    const functions = createFunctions(stack, assembly, { database, eventBusUrl, objectStorageUrl, log });
    cleanUps.push(() => Promise.all([...functions.values()].map((fn) => fn.stop())));
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
    const created = await ensureTable(database, table);
    const customResources = await deployCustomResources(stack, functions, created, options.deploymentsFile);
    const eventSources = events && startEvents(stack, functions, database, table.physicalId, events);
    if (eventSources) cleanUps.push(eventSources.stop);
    const prepared = Promise.withResolvers<void>();
    const start = async (api: HttpApi, port = 0) => {
      const handle = committing(requestHandler(api), options.committedWrites);
      const server = await serve((incoming) => prepared.promise.then(() => handle(incoming)), port);
      cleanUps.push(server.stop);
      return server.url;
    };
    const bearerUrl = await start(bearerApi, options.port);
    const signedUrl = await start(signedApi, options.signedPort);
    if (options.prepare) await prepare(options.prepare, { bearerUrl, signedUrl }, bearerApi);
    prepared.resolve();
    return {
      bearerUrl,
      signedUrl,
      tableName: table.physicalId,
      customResources,
      functionOf,
      runSchedules: async () => eventSources?.runSchedules(),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

type Handle = ReturnType<typeof requestHandler>;

const READS = ['GET', 'HEAD', 'OPTIONS'];

/** Returns a response only when the writes that it acknowledges are committed. */
function committing(handle: Handle, writes: CommittedWrites | undefined): Handle {
  if (writes === undefined) return handle;
  return async (incoming) => {
    const response = await handle(incoming);
    if (READS.includes(incoming.method ?? '')) return response;
    return writes.wait().then(
      () => response,
      () => internalServerError,
    );
  };
}

async function prepare(
  complete: NonNullable<SystemOptions['prepare']>,
  urls: Omit<StartingUrls, 'preparationUrl'>,
  bearerApi: HttpApi,
): Promise<void> {
  const server = await serve(requestHandler(bearerApi), 0);
  try {
    await complete({ ...urls, preparationUrl: server.url });
  } finally {
    await server.stop();
  }
}

async function startEventBus(stack: Stack, { events }: EventFiles): Promise<HttpServer | undefined> {
  const buses = stack.of('AWS::Events::EventBus');
  return buses.length > 0 ? serveEventBus(only('event bus', buses).physicalId, events) : undefined;
}

/** Starts the event sources of functions: the stream of the table, and schedules. */
function startEvents(stack: Stack, functions: Functions, database: Database, tableName: string, files: EventFiles) {
  const mappings = stack.of('AWS::Lambda::EventSourceMapping').map(
    ({ properties }) =>
      new EventSourceMapping({
        database,
        tableName,
        properties,
        fn: functionNamed(functions, properties.FunctionName),
        // Each mapping has its own position.
        checkpointFile: files.checkpoint && `${files.checkpoint}-${properties.FunctionName}`,
        deadLettersFile: files.deadLetters,
      }),
  );
  const schedules = stack.of('AWS::Events::Rule').map(({ properties: { ScheduleExpression, Targets } }) =>
    startSchedule(
      ScheduleExpression,
      Targets.map(({ Arn }) => functionWithArn(functions, Arn)),
    ),
  );
  const runSchedules = async () => {
    await Promise.all(schedules.map((schedule) => schedule.run()));
  };
  return {
    runSchedules,
    stop: async () => {
      for (const schedule of schedules) schedule.stop();
      await Promise.all(mappings.map((mapping) => mapping.stop()));
    },
  };
}

function only<R extends { readonly logicalId: string }>(kind: string, resources: readonly R[]): R {
  const [resource] = resources;
  if (resource && resources.length === 1) return resource;
  const names = resources.map(({ logicalId }) => logicalId).join(', ') || 'none';
  throw new RunnerError(`the local runner needs a stack with exactly one ${kind}, and this one has ${names}`);
}

/** @param isNew - Whether the table is new, so that there is no earlier deployment. */
async function deployCustomResources(stack: Stack, functions: Functions, isNew: boolean, file: string | undefined) {
  const deployments = file && !isNew ? readDeployments(file) : {};
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
