// Makes the OpenAPI document from the contracts of the operations and from the sections in this folder.
import manifest from '../../package.json' with { type: 'json' };
import * as responses from '../../shared/contracts/responses.ts';
import { credentials } from './credentials.ts';
import { datastores } from './datastores.ts';
import { federationPolicies } from './federation-policies.ts';
import { requestSchema, responseSchemas } from './json-schema.ts';
import { responsesOf, SHARED_RESPONSES } from './operation-responses.ts';
import { HEADERS } from './parameters.ts';
import { PROBLEMS } from './problems.ts';
import { teams } from './teams.ts';
import type { Documentation, JsonSchema, Section } from './types.ts';
import { userTokens } from './user-tokens.ts';
import { users } from './users.ts';
import { workspace } from './workspace.ts';

const SECTIONS: readonly Section[] = [users, userTokens, federationPolicies, teams, datastores, credentials, workspace];

const DESCRIPTION = `Machine identities for platform teams on AWS: Service Users, their tokens, and the resources that they can access.

Requests and responses are JSON in snake_case. Times are ISO 8601 in UTC. Ids are 64-bit integers.

The same operations are available on two HTTP APIs. The bearer API accepts a service token, a personal token or a session as a
bearer token. People get a session at login, and workloads in exchange for an OIDC token. The signed API accepts requests that
are signed with IAM credentials (AWS Signature Version 4, service \`execute-api\`). Their caller is the Service User that the IAM role or user is bound to.

Lists return pages. Use \`page\` and \`size\` to go to a page, or \`cursor\` to read a long list from the start to the end.

Requests are closed: an unknown field or parameter is an error. Responses are open: later versions may add fields, and may
add values to the fields with \`x-extensible-enum\`. Ignore what your client does not know.

An error is a problem document (RFC 9457); at the token endpoint, it is an error of OAuth with the same members. Decide by its
\`code\`. The \`detail\` is for people and may change.

Errors of API Gateway itself are not problem documents: their body is \`{"message": "..."}\`. They are a 401 without a
\`WWW-Authenticate\` header for a missing or rejected bearer token, a 403 for a missing or invalid signature, a 404 for a path or a
method that no operation has, a 400 for malformed HTTP, and 413, 429, 431, 500 and 503.

A token or a session may have scopes, which narrow what it may do. The security requirement of an operation names the scope that
it needs: \`<resource>:read\` or \`<resource>:write\`, which includes \`read\`. A credential without this scope gets 403
\`insufficient_scope\`. An operation without a scope accepts every credential.

\`x-audience\` is the group of callers of an operation: a list of roles, \`human\` (every person), \`authenticated\` (every account)
or \`public\` (no credential is needed; the signed API requires a signature all the same).`;

const SERVERS = [
  { url: 'http://127.0.0.1:3000', description: 'The bearer API of the local system (`npm start`).' },
  {
    url: 'https://{api_id}.execute-api.{region}.amazonaws.com',
    description: 'An API of a deployment. The outputs of the stack contain the URLs.',
    variables: {
      api_id: { default: 'a1b2c3d4e5', description: 'The id of the bearer API or of the signed API.' },
      region: { default: 'us-east-1', description: 'The AWS region of the deployment.' },
    },
  },
];

export type ApiDocument = ReturnType<typeof openApiDocument>;

export function openApiDocument() {
  const documentations = SECTIONS.flatMap(({ name, operations }) => operations.map((one) => ({ tag: name, ...one })));
  const paths = pathsOf(documentations);
  // The errors of OAuth have their examples in place, because these have further members.
  const references = JSON.stringify([paths, SHARED_RESPONSES]);
  const isReferred = (name: string) => references.includes(`"#/components/examples/${name}"`);
  return {
    openapi: '3.1.1',
    info: {
      title: 'Service Users',
      version: manifest.version,
      summary: 'Machine identities for platform teams on AWS',
      description: DESCRIPTION,
      contact: { name: 'The platform team that operates this deployment' },
      license: { name: 'Apache License 2.0', identifier: manifest.license },
    },
    servers: SERVERS,
    tags: SECTIONS.map(({ name, description }) => ({ name, description })),
    paths,
    components: {
      schemas: responseSchemas(responses),
      responses: SHARED_RESPONSES,
      examples: Object.fromEntries(
        Object.entries(PROBLEMS).flatMap(([name, value]) => (isReferred(name) ? [[name, { value }]] : [])),
      ),
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          description:
            'A service token, a personal token or a session. If it has scopes, it needs the one of the operation.',
        },
        sigv4: {
          type: 'apiKey',
          in: 'header',
          name: 'Authorization',
          description: 'AWS Signature Version 4, on the signed API.',
          'x-amazon-apigateway-authtype': 'awsSigv4',
        },
      },
    },
  };
}

interface Tagged extends Documentation {
  readonly tag: string;
}

type Paths = Record<string, Record<string, ReturnType<typeof operationObject>>>;

function pathsOf(documentations: readonly Tagged[]): Paths {
  const paths: Paths = {};
  for (const documentation of documentations) {
    const { method, path } = documentation.operation;
    paths[path] = { ...paths[path], [method.toLowerCase()]: operationObject(documentation) };
  }
  return paths;
}

function operationObject(documentation: Tagged) {
  const { operation, tag, summary, description } = documentation;
  const isPublic = operation.audience === 'public';
  return {
    operationId: operationId(operation.id),
    tags: [tag],
    summary,
    description,
    'x-audience': operation.audience,
    security: isPublic ? [] : [{ bearer: operation.scope ? [operation.scope] : [] }, { sigv4: [] }],
    parameters: [
      ...pathParameters(documentation),
      ...queryParameters(documentation),
      ...headerParameters(documentation),
    ],
    ...requestBody(documentation),
    responses: responsesOf(documentation),
  };
}

/** `users/create-user` becomes `createUser`. */
function operationId(id: string): string {
  return id.slice(id.lastIndexOf('/') + 1).replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function pathParameters({ id, policyId }: Documentation) {
  return Object.entries({ id, policy_id: policyId }).flatMap(([name, parameter]) =>
    parameter ? [{ name, in: 'path', required: true, ...parameter }] : [],
  );
}

function queryParameters({ operation, fields, query: examples }: Documentation) {
  if (operation.query === undefined) return [];
  const { properties = {}, required = [] } = requestSchema(operation.query, fields);
  return Object.entries(properties).map(([name, property]) => {
    const { description = '', ...schema } = property as JsonSchema;
    const example = examples?.[name];
    const isRequired = required.includes(name);
    return { name, in: 'query', required: isRequired, description, schema, ...(example !== undefined && { example }) };
  });
}

function headerParameters({ operation }: Documentation) {
  if (operation.headers === undefined) return [];
  const { properties = {} } = requestSchema(operation.headers, HEADERS);
  return Object.entries(properties).map(([name, property]) => {
    const { description = '', ...schema } = property as JsonSchema;
    return { name: capitalized(name), in: 'header', required: false, description, schema };
  });
}

/** `idempotency-key` becomes `Idempotency-Key`. */
function capitalized(header: string): string {
  return header.replaceAll(/\b\w/g, (letter) => letter.toUpperCase());
}

function requestBody({ operation: { body, form }, fields, request }: Documentation) {
  const schema = body ?? form;
  if (schema === undefined) return {};
  const type = body ? 'application/json' : 'application/x-www-form-urlencoded';
  const content = { [type]: { schema: requestSchema(schema, fields), example: request } };
  return { requestBody: { required: !schema.safeParse(undefined).success, content } };
}
