// The system under test: the gateways, the authorizer and the functions of the stack in this process, with their own table. A test
// sees and controls each call that they make to DynamoDB, and knows the client on whose behalf it is made.
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
import { AUTHORIZER, type Mutant, SEEDER } from './bundle.ts';
import type { Handler } from './evaluate-bundle.ts';
import { type Functions, loadFunctions } from './functions.ts';
import { allows, requestsOf, type Statement, statementsOf } from './iam-permissions.ts';

export interface SystemOptions {
  /** @default none */
  readonly mutant?: Mutant;
  /** The endpoint of DynamoDB. @default DynamoDB Local itself */
  readonly endpoint?: string;
  /**
   * The remaining time that each function is given, in milliseconds. It retries conflicts as long as it has time for them.
   *
   * @default a time that no function exceeds on a busy machine
   */
  readonly functionTimeout?: number;
}

export interface SystemUnderTest
  extends Pick<
    Functions,
    | 'client'
    | 'logs'
    | 'clearLogs'
    | 'workAfterResponse'
    | 'handlerOf'
    | 'currentFunction'
    | 'currentInvocation'
    | 'crash'
    | 'effects'
  > {
  readonly database: Database;
  readonly tableName: string;
  /** A client of the table that bypasses the functions. */
  readonly directClient: DynamoDBDocumentClient;
  /** A client of the bearer API. Calls to DynamoDB are attributed to `clientName`. */
  bearer(token?: string, clientName?: string): HttpClient;
  /** A client of the signed API, which signs as the IAM role `local-pipeline`. */
  signed(clientName?: string): HttpClient;
  /** The name of the client whose request is running; undefined outside of a request. */
  currentClient(): string | undefined;
  /** Every item of the table. */
  items(): Promise<Item[]>;
  /** The responses of the authorizer, as JSON, by the name of the client. */
  readonly authorizations: Map<string, string>;
  /** The invariants that the table violates. */
  violations(): Promise<string[]>;
  /** The calls to DynamoDB so far that the IAM roles of the functions do not allow. */
  readonly denied: ReadonlySet<string>;
  /** @throws Error when an item or the log has a secret, or when code without a mutant made a call that its role does not allow. */
  stop(): Promise<void>;
}

/** The email address of the first Admin. */
export const ADMIN_EMAIL = 'admin@example.com';
/** People of this domain get an account at their first login. */
export const ALLOWED_DOMAIN = 'example.org';

const SIGNING_KEY = { accessKeyId: 'ASIASUBJECT', secretAccessKey: 'system', sessionToken: 'session' };
const URL_OF = { bearer: 'http://bearer.in.process', signed: 'http://signed.in.process' };

/** Longer than a busy machine takes for a function, or for a call to DynamoDB Local. */
const PATIENCE_MS = 10 * 60 * 1000;

export async function startSystemUnderTest({
  mutant,
  endpoint = inject('endpoint'),
  functionTimeout = PATIENCE_MS,
}: SystemOptions = {}): Promise<SystemUnderTest> {
  const assembly = readAssembly(inject('assembly'));
  const stack = resolveStack(assembly);
  const database = { endpoint, accessKeyId: `test${randomBytes(8).toString('hex')}`, secretAccessKey: 'x' };
  const [table] = stack.of('AWS::DynamoDB::GlobalTable');
  if (table === undefined) throw new Error('The stack has no table.');
  await ensureTable(database, table);
  const tableName = table.physicalId;

  const functions = await loadFunctions({ environment: environmentOf(stack, database), mutant });
  waitForResponses(functions.client.config.requestHandler as NodeHttpHandler);
  const deployed = functionsOf(stack);
  const clients = new AsyncLocalStorage<string>();
  const authorizations = new Map<string, string>();
  const invocable = (name: string, invokedFunctionArn: string, handler: Handler): Invocable => ({
    async invoke(event) {
      const context = {
        awsRequestId: randomUUID(),
        functionName: 'in-process',
        invokedFunctionArn,
        getRemainingTimeInMillis: () => functionTimeout,
      };
      try {
        const response = JSON.stringify((await handler(JSON.parse(JSON.stringify(event)), context)) ?? null);
        if (name === AUTHORIZER) authorizations.set(clients.getStore() ?? '', response);
        return JSON.parse(response);
      } catch (error) {
        throw new FunctionError(report(error));
      }
    },
  });
  const functionOf = (arn: string): Invocable => {
    const fn = deployed.find((one) => one.arn === arn);
    // The web console only serves files, so it is not loaded.
    if (fn === undefined) return { invoke: () => Promise.reject(new Error(`The function ${arn} is not loaded.`)) };
    return invocable(fn.name, arn, functions.handlerOf(fn.name));
  };
  const permissions = new Map(
    deployed.map(({ name, logicalId }) => [name, statementsOf(assembly.template, logicalId)]),
  );
  const denied = watchPermissions(functions, permissions);
  const apis = httpApisOf(stack, { functionOf, signingKey: SIGNING_KEY });
  const gateway = (kind: 'bearer' | 'signed', clientName = 'other') => {
    const api = apis.find(({ signed }) => signed === (kind === 'signed'));
    if (api === undefined) throw new Error(`The stack has no ${kind} API.`);
    const routes = api.routes.map((route) => ({ ...route, timeoutMilliseconds: PATIENCE_MS }));
    return fetchFrom({ ...api, routes }, (act) => clients.run(clientName, act));
  };
  for (const resource of stack.customResources) {
    await deployCustomResource(resource, functionOf(resource.properties.ServiceToken), stack.name, undefined);
  }
  const { accessKeyId, secretAccessKey } = database;
  const client = new DynamoDBClient({ endpoint, region: REGION, credentials: { accessKeyId, secretAccessKey } });
  const directClient = DynamoDBDocumentClient.from(client);

  async function items(): Promise<Item[]> {
    const pages = paginateScan({ client: directClient }, { TableName: tableName, ConsistentRead: true });
    return (await Array.fromAsync(pages)).flatMap(({ Items = [] }) => Items);
  }

  return {
    ...functions,
    database,
    tableName,
    directClient,
    bearer: (token, clientName) => httpClient(URL_OF.bearer, token, gateway('bearer', clientName)),
    signed: (clientName) => httpClient(URL_OF.signed, undefined, signing(gateway('signed', clientName))),
    currentClient: () => clients.getStore(),
    items,
    denied,
    authorizations,
    violations: async () => violations(await items()),
    async stop() {
      const stored = JSON.stringify(await items());
      directClient.destroy();
      functions.client.destroy();
      reportCoverage(inject('canaries'));
      refuseLeaks({ items: stored, logs: functions.logs() });
      if (mutant === undefined && denied.size > 0) throw new Error([...denied].join('\n'));
    },
  };
}

/** The part of the SDK's handler that changes its timeouts. */
interface NodeHttpHandler {
  updateHttpClientConfig(key: 'connectionTimeout' | 'socketTimeout', value: number): void;
}

/** On a busy machine, DynamoDB Local may respond later than DynamoDB does. */
function waitForResponses(handler: NodeHttpHandler): void {
  handler.updateHttpClientConfig('connectionTimeout', PATIENCE_MS);
  handler.updateHttpClientConfig('socketTimeout', PATIENCE_MS);
}

/** The environment variables of all functions of the stack. */
function environmentOf(stack: Stack, { endpoint, accessKeyId, secretAccessKey }: Database): Record<string, string> {
  const variables = stack.of('AWS::Lambda::Function').map(({ properties }) => properties.Environment?.Variables);
  return {
    ...Object.assign({}, ...variables),
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_ENDPOINT_URL_DYNAMODB: endpoint,
    AWS_REGION: REGION,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
  };
}

interface DeployedFunction {
  readonly arn: string;
  readonly logicalId: string;
  /** Its id in the code: `users/create-user`. */
  readonly name: string;
}

/** Identifies the functions of the stack by the resources that refer to them. */
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

/** @returns the calls that the roles of the functions do not allow, which grow as calls are made */
function watchPermissions(
  functions: Functions,
  permissions: ReadonlyMap<string, readonly Statement[]>,
): ReadonlySet<string> {
  const denied = new Set<string>();
  functions.client.middlewareStack.add(
    (next, { commandName = '' }) =>
      (args) => {
        const name = functions.currentFunction();
        // A call that a test makes itself belongs to no function.
        for (const request of name === undefined ? [] : requestsOf(commandName, args.input)) {
          if (permissions.get(name ?? '')?.some((statement) => allows(statement, request))) continue;
          denied.add(`The role of ${name} does not allow ${JSON.stringify(request)}.`);
        }
        return next(args);
      },
    { step: 'initialize', name: 'permissions' },
  );
  return denied;
}

/** Sends requests to the API without a socket. */
function fetchFrom(api: HttpApi, inContext: <T>(act: () => T) => T): typeof fetch {
  const respond = requestHandler(api);
  return async (input, { method = 'GET', headers, body } = {}) => {
    const { pathname, search } = new URL(String(input));
    const sent = Buffer.from(typeof body === 'string' ? body : '');
    const rawHeaders = [...new Headers({ ...headers, 'content-length': String(sent.length) })].flat();
    const socket = { remoteAddress: '127.0.0.1' };
    const head = { method, url: pathname + search, httpVersion: '1.1', rawHeaders, socket };
    const incoming = Object.assign(Readable.from([sent]), head) as unknown as IncomingMessage;
    const responded = await inContext(() => respond(incoming));
    return new Response(responded.body.length === 0 ? null : responded.body, {
      status: responded.status,
      headers: responded.headers.map(([name, value]): [string, string] => [name, value]),
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
