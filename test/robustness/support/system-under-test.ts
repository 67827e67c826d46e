// The whole system in this process: the stack's own gateways, authorizer and functions on a table of their own. A test sees
// each call that they make to DynamoDB, steers it, and knows on whose behalf it is made.
import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes, randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, paginateScan } from '@aws-sdk/lib-dynamodb';
import { inject } from 'vitest';
import { deployCustomResource } from '../../../infra/local/custom-resources.ts';
import { requestHandler } from '../../../infra/local/gateway/api.ts';
import { type HttpApi, httpApisOf } from '../../../infra/local/gateway/http-api.ts';
import { FunctionError, type Invocable } from '../../../infra/local/lambda/lambda-function.ts';
import { report } from '../../../infra/local/lambda/messages.ts';
import { type Database, ensureTable } from '../../../infra/local/table.ts';
import { readAssembly } from '../../../infra/local/template/assembly.ts';
import { REGION, resolveStack, type Stack } from '../../../infra/local/template/stack.ts';
import { operations } from '../../../infra/operations.ts';
import { refuseLeaks, reportCoverage } from '../../support/canaries.ts';
import { type HttpClient, httpClient } from '../../support/http-client.ts';
import { type Item, violations } from '../../support/invariants.ts';
import { sign } from '../../support/signed-client.ts';
import { AUTHORIZER, type Code, evaluate, type Handler, type PlantedFault, SEEDER } from './code.ts';
import { allows, requestsOf, type Statement, statementsOf } from './iam-permissions.ts';

export interface SubjectOptions {
  /** Mistakes put into the code. @default none: the code as it is */
  readonly faults?: readonly PlantedFault[];
  /** Where DynamoDB answers. @default DynamoDB Local itself */
  readonly endpoint?: string;
  /** Of each function, in milliseconds. @default 15 seconds, as deployed */
  readonly timeToAnswer?: number;
}

export interface Subject
  extends Pick<
    Code,
    'client' | 'logs' | 'clearLogs' | 'afterAnswer' | 'handlerOf' | 'currentFunction' | 'crash' | 'effects'
  > {
  readonly tableName: string;
  /** A client of the table past that of the functions. */
  readonly onlooker: DynamoDBDocumentClient;
  /** A client of the bearer API, whose every request is made on behalf of `actor`. */
  bearer(token?: string, actor?: string): HttpClient;
  /** A client of the signed API, which signs as the role `local-pipeline`. */
  signed(actor?: string): HttpClient;
  /** On whose behalf the running code is working; undefined outside of a request. */
  currentActor(): string | undefined;
  /** Every item of the table. */
  items(): Promise<Item[]>;
  /** What the table says against the rules; empty when all is well. */
  violations(): Promise<string[]>;
  /** What the functions asked of the table that their roles do not allow, as it comes up. */
  readonly denied: ReadonlySet<string>;
  /** @throws Error when a secret is in an item or in the log, or the code, as it is, asked for what its roles do not allow. */
  stop(): Promise<void>;
}

/** Of the first Admin. */
export const ADMIN_EMAIL = 'admin@example.com';
/** Its people get an account at their first login. */
export const ALLOWED_DOMAIN = 'example.org';

const SIGNING_KEY = { accessKeyId: 'AKIASUBJECT', secretAccessKey: 'subject' };
const URL_OF = { bearer: 'http://bearer.in.process', signed: 'http://signed.in.process' };

export async function startSubject({
  faults = [],
  endpoint = inject('endpoint'),
  timeToAnswer = 15_000,
}: SubjectOptions = {}): Promise<Subject> {
  const assembly = readAssembly(inject('assembly'));
  const stack = resolveStack(assembly);
  const database = { endpoint, accessKeyId: `test${randomBytes(8).toString('hex')}`, secretAccessKey: 'x' };
  const [table] = stack.of('AWS::DynamoDB::GlobalTable');
  if (table === undefined) throw new Error('the stack has no table');
  await ensureTable(database, table);
  const tableName = table.physicalId;

  const code = await evaluate({ environment: environmentOf(stack, database), faults });
  const deployed = functionsOf(stack);
  const functionOf = (arn: string): Invocable => {
    const fn = deployed.find((one) => one.arn === arn);
    if (fn === undefined) throw new Error(`nothing is known of the function ${arn}`);
    return invocable(code.handlerOf(fn.name), timeToAnswer);
  };
  const permissions = new Map(
    deployed.map(({ name, logicalId }) => [name, statementsOf(assembly.template, logicalId)]),
  );
  const denied = watchPermissions(code, permissions);
  const apis = httpApisOf(stack, { functionOf, signingKey: SIGNING_KEY });
  const actors = new AsyncLocalStorage<string>();
  const gateway = (kind: 'bearer' | 'signed', actor = 'somebody') => {
    const api = apis.find(({ signed }) => signed === (kind === 'signed'));
    if (api === undefined) throw new Error(`the stack has no ${kind} API`);
    return fetchFrom(api, (answer) => actors.run(actor, answer));
  };
  for (const resource of stack.customResources) {
    await deployCustomResource(resource, functionOf(resource.properties.ServiceToken), stack.name, undefined);
  }
  const { accessKeyId, secretAccessKey } = database;
  const client = new DynamoDBClient({ endpoint, region: REGION, credentials: { accessKeyId, secretAccessKey } });
  const onlooker = DynamoDBDocumentClient.from(client);

  async function items(): Promise<Item[]> {
    const pages = paginateScan({ client: onlooker }, { TableName: tableName, ConsistentRead: true });
    return (await Array.fromAsync(pages)).flatMap(({ Items = [] }) => Items);
  }

  return {
    client: code.client,
    logs: code.logs,
    clearLogs: code.clearLogs,
    afterAnswer: code.afterAnswer,
    handlerOf: code.handlerOf,
    currentFunction: code.currentFunction,
    effects: code.effects,
    crash: code.crash,
    tableName,
    onlooker,
    bearer: (token, actor) => httpClient(URL_OF.bearer, token, gateway('bearer', actor)),
    signed: (actor) => httpClient(URL_OF.signed, undefined, signing(gateway('signed', actor))),
    currentActor: () => actors.getStore(),
    items,
    denied,
    violations: async () => violations(await items()),
    async stop() {
      const stored = JSON.stringify(await items());
      onlooker.destroy();
      code.client.destroy();
      reportCoverage(inject('canaries'));
      refuseLeaks({ items: stored, logs: code.logs() });
      if (faults.length === 0 && denied.size > 0) throw new Error([...denied].join('\n'));
    },
  };
}

/** What the stack tells its functions, awaitAll. */
function environmentOf(stack: Stack, { endpoint, accessKeyId, secretAccessKey }: Database): Record<string, string> {
  const told = stack.of('AWS::Lambda::Function').map(({ properties }) => properties.Environment?.Variables);
  return {
    ...Object.assign({}, ...told),
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_ENDPOINT_URL_DYNAMODB: endpoint,
    AWS_REGION: REGION,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
  };
}

interface DeployedFunction {
  readonly arn: string;
  readonly logicalId: string;
  /** As the code calls it. */
  readonly name: string;
}

/** Which function is which is told by what the stack has it for. */
function functionsOf(stack: Stack): DeployedFunction[] {
  const names = new Map<string, string>();
  for (const { properties } of stack.of('AWS::ApiGatewayV2::Authorizer'))
    names.set(properties.AuthorizerUri, AUTHORIZER);
  for (const { properties } of stack.customResources) names.set(properties.ServiceToken, SEEDER);
  const integrations = new Map(
    stack.of('AWS::ApiGatewayV2::Integration').map((one) => [`integrations/${one.physicalId}`, one.properties]),
  );
  for (const { properties } of stack.of('AWS::ApiGatewayV2::Route')) {
    const served = operations.find(({ operation: { method, path } }) => `${method} ${path}` === properties.RouteKey);
    const arn = integrations.get(properties.Target)?.IntegrationUri;
    if (served && arn) names.set(arn, served.operation.id);
  }
  return stack.of('AWS::Lambda::Function').flatMap(({ arn, logicalId }) => {
    const name = names.get(arn);
    return name === undefined ? [] : [{ arn, logicalId, name }];
  });
}

/** @returns what functions asked of the table that their roles do not allow, as it comes up */
function watchPermissions(code: Code, permissions: ReadonlyMap<string, readonly Statement[]>): ReadonlySet<string> {
  const denied = new Set<string>();
  code.client.middlewareStack.add(
    (next, { commandName = '' }) =>
      (args) => {
        const name = code.currentFunction();
        // What a test does itself is no function's.
        for (const request of name === undefined ? [] : requestsOf(commandName, args.input)) {
          if (permissions.get(name ?? '')?.some((statement) => allows(statement, request))) continue;
          denied.add(`the role of ${name} does not allow ${JSON.stringify(request)}`);
        }
        return next(args);
      },
    { step: 'initialize', name: 'permissions' },
  );
  return denied;
}

function invocable(handler: Handler, timeToAnswer: number): Invocable {
  return {
    async invoke(event) {
      const deadline = Date.now() + timeToAnswer;
      const context = {
        awsRequestId: randomUUID(),
        functionName: 'in-process',
        getRemainingTimeInMillis: () => deadline - Date.now(),
      };
      try {
        return JSON.parse(JSON.stringify((await handler(JSON.parse(JSON.stringify(event)), context)) ?? null));
      } catch (error) {
        throw new FunctionError(report(error));
      }
    },
  };
}

/** Fetches from the API without a socket between. */
function fetchFrom(api: HttpApi, inContext: <T>(act: () => T) => T): typeof fetch {
  const answer = requestHandler(api);
  return async (input, { method = 'GET', headers, body } = {}) => {
    const { pathname, search } = new URL(String(input));
    const sent = Buffer.from(typeof body === 'string' ? body : '');
    const rawHeaders = [...new Headers({ ...headers, 'content-length': String(sent.length) })].flat();
    const socket = { remoteAddress: '127.0.0.1' };
    const head = { method, url: pathname + search, httpVersion: '1.1', rawHeaders, socket };
    const incoming = Object.assign(Readable.from([sent]), head) as unknown as IncomingMessage;
    const answered = await inContext(() => answer(incoming));
    return new Response(answered.body.length === 0 ? null : answered.body, {
      status: answered.status,
      headers: answered.headers.map(([name, value]): [string, string] => [name, value]),
    });
  };
}

function signing(send: typeof fetch): typeof fetch {
  return async (input, init = {}) => {
    const { pathname, search } = new URL(String(input));
    const { method = 'GET', headers, body } = init;
    const request = {
      method,
      path: pathname + search,
      headers: Object.fromEntries(new Headers(headers)),
      ...(typeof body === 'string' && { body }),
    };
    const signed = sign({ signedUrl: URL_OF.signed, signingKey: SIGNING_KEY }, request);
    return send(input, { ...init, headers: { host: new URL(URL_OF.signed).host, ...signed } });
  };
}
