// The OpenAPI document: made from the contracts of the operations, and from what is said about them in this folder.
import manifest from '../../package.json' with { type: 'json' };
import * as answers from '../../shared/contracts/responses.ts';
import { credentials } from './credentials.ts';
import { datastores } from './datastores.ts';
import type { Documentation, Section } from './documentation.ts';
import { answeredSchemas, type JsonSchema, sentSchema } from './json-schema.ts';
import { PROBLEMS } from './problems.ts';
import { responsesOf, SHARED_RESPONSES } from './responses.ts';
import { teams } from './teams.ts';
import { userTokens } from './user-tokens.ts';
import { users } from './users.ts';
import { workspace } from './workspace.ts';

const SECTIONS: readonly Section[] = [users, userTokens, teams, datastores, credentials, workspace];

const DESCRIPTION = `Accounts made for automation: Service Users, their tokens, and who may do what.

JSON in snake_case; times in ISO 8601, UTC; ids are integers. The same routes stand on two HTTP APIs: the bearer API takes a
service token, a personal token or an ID token of the OIDC issuer; the signed API takes requests signed with IAM credentials
(SigV4, service \`execute-api\`), for the Service User that the role is bound to. Unknown fields and parameters are refused.

A refusal is a problem document (RFC 9457): decide by its \`code\`. What API Gateway itself refuses has a \`message\` alone.

\`x-audience\` says who may call an operation: a list of roles, \`people\` (human accounts), \`anyone\` (every account) or
\`open\` (no credential; on the signed API, a signature nevertheless).`;

export function openApiDocument() {
  const documentations = SECTIONS.flatMap(({ name, operations }) => operations.map((one) => ({ tag: name, ...one })));
  return {
    openapi: '3.1.1',
    info: {
      title: 'Service Users',
      version: manifest.version,
      description: DESCRIPTION,
      license: { name: 'Apache License 2.0', identifier: manifest.license },
    },
    servers: [{ url: '/' }],
    tags: SECTIONS.map(({ name, description }) => ({ name, description })),
    paths: pathsOf(documentations),
    components: {
      schemas: answeredSchemas(answers),
      responses: SHARED_RESPONSES,
      examples: Object.fromEntries(Object.entries(PROBLEMS).map(([name, value]) => [name, { value }])),
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'A service token, a personal token or an ID token.' },
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
    ...(description && { description }),
    'x-audience': operation.audience,
    security: isPublic ? [] : [{ bearer: [] }, { sigv4: [] }],
    parameters: [...pathParameters(documentation), ...queryParameters(documentation)],
    ...requestBody(documentation),
    responses: responsesOf(documentation),
  };
}

/** `users/create-user` is `createUser`. */
function operationId(id: string): string {
  return id.slice(id.lastIndexOf('/') + 1).replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function pathParameters({ id }: Documentation) {
  return id ? [{ name: 'id', in: 'path', required: true, ...id }] : [];
}

function queryParameters({ operation: { query }, fields }: Documentation) {
  if (query === undefined) return [];
  const { properties = {}, required = [] } = sentSchema(query, fields);
  return Object.entries(properties).map(([name, property]) => {
    const { description, ...schema } = property as JsonSchema;
    return { name, in: 'query', required: required.includes(name), ...(description && { description }), schema };
  });
}

function requestBody({ operation: { body, form }, fields, request }: Documentation) {
  const schema = body ?? form;
  if (schema === undefined) return {};
  const type = body ? 'application/json' : 'application/x-www-form-urlencoded';
  const content = { [type]: { schema: sentSchema(schema, fields), example: request } };
  return { requestBody: { required: !schema.safeParse(undefined).success, content } };
}
