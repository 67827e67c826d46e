// Makes the Postman collection from the OpenAPI document. Its requests run from top to bottom: each uses what the ones before
// created, the policy is written back as it was read, and the last ones delete what the collection created.
import { DEFAULT_POLICY } from '../../shared/domain/policy.ts';
import type { ApiDocument } from './document.ts';
import { EXAMPLE_ID } from './examples.ts';

/** What a request differs in from the examples of the document. Values in double braces are variables. */
interface Step {
  readonly operation: string;
  /** The variable in the place of `{id}`. */
  readonly id?: string;
  /** The variable with the bearer token. @default bearer_token */
  readonly bearer?: string;
  /** The body, if it is not the example. */
  readonly body?: unknown;
  /** The variables that are set from the response: JavaScript expressions on `body`. */
  readonly set?: Readonly<Record<string, string>>;
}

const NAME = 'Postman {{$timestamp}}';
const { version: _, ...defaultPolicy } = DEFAULT_POLICY;

const FOLDERS: Readonly<Record<string, readonly Step[]>> = {
  Workspace: [
    { operation: 'getOpenapi' },
    { operation: 'getMe' },
    { operation: 'getPolicy', set: { policy: 'JSON.stringify(body)' } },
    { operation: 'updatePolicy', body: '{{policy}}' },
  ],
  Teams: [
    { operation: 'createTeam', body: { name: NAME }, set: { team_id: 'body.id' } },
    { operation: 'listTeams' },
    { operation: 'getTeam', id: 'team_id' },
    { operation: 'updateTeam', id: 'team_id', body: { description: 'Created by Postman' } },
  ],
  Datastores: [
    { operation: 'createDatastore', body: { name: NAME, teams: ['Public'] }, set: { datastore_id: 'body.id' } },
    { operation: 'listDatastores' },
    { operation: 'getDatastore', id: 'datastore_id' },
    { operation: 'updateDatastore', id: 'datastore_id', body: { teams: [] } },
  ],
  'Users and tokens': [
    { operation: 'createUser', body: { name: NAME }, set: { user_id: 'body.id' } },
    { operation: 'listUsers' },
    { operation: 'getUser', id: 'user_id' },
    { operation: 'updateUser', id: 'user_id', body: { role: 'Manager' } },
    {
      operation: 'createToken',
      body: '{ "name": "production", "user_id": {{user_id}}, "expires_in_days": 90 }',
      set: { token_id: 'body.id', secret: 'body.bearer_token' },
    },
    { operation: 'listServiceTokens' },
    { operation: 'listPersonalTokens' },
    { operation: 'getToken', id: 'token_id' },
    { operation: 'rotateToken', id: 'token_id', set: { secret: 'body.bearer_token' } },
    { operation: 'introspectToken', body: { token: '{{secret}}' } },
    { operation: 'updateToken', id: 'token_id' },
    { operation: 'createFederationPolicy', id: 'user_id', set: { federation_policy_id: 'body.id' } },
    { operation: 'listFederationPolicies', id: 'user_id' },
    { operation: 'getFederationPolicy', id: 'user_id' },
    { operation: 'updateFederationPolicy', id: 'user_id' },
    { operation: 'testFederationPolicy', id: 'user_id' },
    { operation: 'deleteFederationPolicy', id: 'user_id' },
    { operation: 'revokeUserTokens', id: 'user_id' },
    { operation: 'previewDeactivation', id: 'user_id' },
    { operation: 'reactivateUser', id: 'user_id' },
    { operation: 'unlinkIdentity', id: 'user_id' },
    { operation: 'reportLeakedTokens' },
    { operation: 'logIn', body: { id_token: '{{id_token}}' }, set: { session: 'body.session.access_token' } },
    { operation: 'logOut', bearer: 'session' },
    { operation: 'exchangeToken' },
    { operation: 'listAuditLog' },
    { operation: 'listAccessReview' },
  ],
  'Clean up': [
    { operation: 'deleteToken', id: 'token_id' },
    { operation: 'deactivateUser', id: 'user_id' },
    { operation: 'deleteDatastore', id: 'datastore_id' },
    { operation: 'deleteTeam', id: 'team_id' },
  ],
};

/** The values of the variables before the first request. With them, too, a request changes nothing that exists. */
const VARIABLES = {
  bearer_token: '',
  id_token: 'an-id-token-of-your-oidc-issuer',
  session: 'a-session',
  secret: 'the-secret-of-a-token',
  policy: JSON.stringify(defaultPolicy),
  user_id: EXAMPLE_ID,
  token_id: EXAMPLE_ID,
  federation_policy_id: EXAMPLE_ID,
  team_id: EXAMPLE_ID,
  datastore_id: EXAMPLE_ID,
};

type DocumentedOperation = ApiDocument['paths'][string][string];

interface Route {
  readonly method: string;
  readonly path: string;
  readonly operation: DocumentedOperation;
}

/** @throws Error if an operation of the document is in no folder. */
export function postmanCollection({ info, servers, paths }: ApiDocument) {
  const routes = new Map<string, Route>(
    Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(
        ([method, operation]) => [operation.operationId, { method: method.toUpperCase(), path, operation }] as const,
      ),
    ),
  );
  const item = Object.entries(FOLDERS).map(([name, steps]) => ({
    name,
    item: steps.map((step) => {
      const route = routes.get(step.operation);
      if (route === undefined) throw new Error(`There is no operation ${step.operation} for the Postman collection`);
      routes.delete(step.operation);
      return requestItem(step, route);
    }),
  }));
  if (routes.size > 0) throw new Error(`The Postman collection lacks ${[...routes.keys()].join(', ')}`);
  return {
    info: {
      name: info.title,
      description: `${info.summary}. Set the variables base_url and bearer_token, then run the collection from top to bottom.`,
      schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json',
    },
    auth: bearer('bearer_token'),
    variable: Object.entries({ base_url: servers[0]?.url, ...VARIABLES }).map(([key, value]) => ({
      key,
      value: String(value),
    })),
    item,
  };
}

function requestItem(step: Step, { method, path, operation }: Route) {
  const url = `{{base_url}}${path.replace('{id}', `{{${step.id}}}`).replace('{policy_id}', '{{federation_policy_id}}')}`;
  return {
    name: operation.summary,
    event: [{ listen: 'test', script: { type: 'text/javascript', exec: testScript(step, operation) } }],
    request: {
      method,
      description: operation.description,
      ...(operation.security.length === 0 && { auth: { type: 'noauth' } }),
      ...(step.bearer && { auth: bearer(step.bearer) }),
      header: requestHeaders(operation),
      url,
      ...requestBody(step, operation),
    },
  };
}

function bearer(variable: string) {
  return { type: 'bearer', bearer: [{ key: 'token', value: `{{${variable}}}`, type: 'string' }] };
}

function requestHeaders({ requestBody }: DocumentedOperation) {
  return Object.keys(requestBody?.content ?? {}).map((type) => ({ key: 'Content-Type', value: type }));
}

function requestBody({ body }: Step, { requestBody }: DocumentedOperation) {
  const [[type, { example }] = ['', { example: undefined }]] = Object.entries(requestBody?.content ?? {});
  const sent = body ?? example;
  if (sent === undefined) return {};
  if (type === 'application/json') {
    const raw = typeof sent === 'string' ? sent : JSON.stringify(sent, null, 2);
    return { body: { mode: 'raw', raw, options: { raw: { language: 'json' } } } };
  }
  return { body: { mode: 'urlencoded', urlencoded: Object.entries(sent).map(([key, value]) => ({ key, value })) } };
}

/** Checks that the document declares the status, and sets the variables for the requests below. */
function testScript({ set = {} }: Step, { responses }: DocumentedOperation): string[] {
  const assignments = Object.entries(set).map(
    ([name, expression]) => `  pm.collectionVariables.set('${name}', ${expression});`,
  );
  return [
    "pm.test('the status is documented', () => {",
    `  pm.expect([${Object.keys(responses).join(', ')}]).to.include(pm.response.code);`,
    '});',
    ...(assignments.length > 0
      ? ['if (pm.response.code < 300) {', '  const body = pm.response.json();', ...assignments, '}']
      : []),
  ];
}
