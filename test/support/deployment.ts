// The functions of the stack, called in this process on their own table, so that a test can observe their calls to DynamoDB.
import { randomUUID } from 'node:crypto';
import { idTokenFor } from '../../infra/local/issuer.ts';
import type { Assembly } from '../../infra/local/template/assembly.ts';
import { resolveStack } from '../../infra/local/template/stack.ts';
import type { Principal } from '../../shared/domain/principal.ts';
import { seedFirstAdmin } from '../../shared/services/first-admin.ts';
import { AUTHORIZER } from '../robustness/support/bundle.ts';
import type { Handler } from '../robustness/support/evaluate-bundle.ts';
import { type Functions, loadFunctions } from '../robustness/support/functions.ts';
import { CALLER, openTable, type Table } from './table.ts';

/** A request to an operation. */
export interface OperationRequest {
  /** The `{id}` of the path. */
  readonly id?: string | number;
  /** The `{policy_id}` of the path. */
  readonly policyId?: string | number;
  readonly query?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as a form. */
  readonly form?: Readonly<Record<string, string>>;
  /** @default the first Admin, in an interactive session */
  readonly caller?: Principal;
}

export interface Deployment extends Pick<Functions, 'client' | 'logs'> {
  readonly authorizer: Handler;
  /** The handler of an operation, by its id. */
  handlerOf(operationId: string): Handler;
  /** The same table with another client, whose calls are not observed. */
  readonly table: Table;
  /** The event of the gateway for a request. */
  event(request: OperationRequest): unknown;
  /** Calls an operation. @returns the body of its response. @throws Error when it returns an error */
  // biome-ignore lint/suspicious/noExplicitAny: a caller knows the response of its operation.
  call(operationId: string, request: OperationRequest): Promise<any>;
  /** The principal that the authorizer returns for the credential. */
  principalOf(credential: string): Promise<Principal>;
  /** An ID token of the issuer for the e-mail. */
  idToken(email: string): Promise<string>;
}

export interface DeploymentOptions {
  readonly assembly: Assembly;
  /** URL of DynamoDB Local. */
  readonly endpoint: string;
  readonly issuerUrl: string;
}

const REMAINING_TIME_MS = 15_000;

/** The context of an invocation. */
export const context = {
  getRemainingTimeInMillis: () => REMAINING_TIME_MS,
  invokedFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:in-process',
};

export async function deploy({ assembly, endpoint, issuerUrl }: DeploymentOptions): Promise<Deployment> {
  const table = await openTable(assembly, endpoint);
  await seedFirstAdmin(table.ports, CALLER, CALLER.principal.user_id);
  const stack = resolveStack(assembly);
  const settings = stack.of('AWS::Lambda::Function').map(({ properties }) => properties.Environment?.Variables);
  const {
    AWS_ACCESS_KEY_ID = '',
    AWS_ENDPOINT_URL_DYNAMODB = '',
    AWS_REGION = '',
    AWS_SECRET_ACCESS_KEY = '',
  } = process.env;
  const {
    client,
    bareHandlerOf: handlerOf,
    logs,
  } = await loadFunctions({
    environment: {
      ...Object.assign({}, ...settings),
      OIDC_ISSUER: issuerUrl,
      AWS_ACCESS_KEY_ID,
      AWS_ENDPOINT_URL_DYNAMODB,
      AWS_REGION,
      AWS_SECRET_ACCESS_KEY,
    },
  });
  const authorizer = handlerOf(AUTHORIZER);
  return {
    client,
    table,
    authorizer,
    handlerOf,
    logs,
    event: eventOf,
    async call(operationId, request) {
      const response = await handlerOf(operationId)(eventOf(request), context);
      const { statusCode, body } = response as { statusCode: number; body?: string };
      if (statusCode >= 300) throw new Error(`${operationId} returned ${statusCode}: ${body}`);
      return body === undefined ? undefined : JSON.parse(body);
    },
    async principalOf(credential) {
      const shown = { ...(eventOf({}) as object), headers: { authorization: `Bearer ${credential}` } };
      return ((await authorizer(shown, context)) as { context: Principal }).context;
    },
    idToken: (email) => idTokenFor(email, issuerUrl),
  };
}

function eventOf({ id, policyId, query, body, form, caller = CALLER.principal }: OperationRequest): unknown {
  const type = form ? 'application/x-www-form-urlencoded' : 'application/json';
  return {
    headers: { 'content-type': type },
    pathParameters: id === undefined ? undefined : { id: String(id), policy_id: String(policyId) },
    rawQueryString: new URLSearchParams(query).toString(),
    body: form ? new URLSearchParams(form).toString() : JSON.stringify(body),
    isBase64Encoded: false,
    requestContext: {
      requestId: randomUUID(),
      http: { sourceIp: '127.0.0.1' },
      authorizer: { lambda: caller },
    },
  };
}
