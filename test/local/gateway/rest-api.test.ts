import { describe, expect, test } from 'vitest';
import { functionResource, type Resources } from '../support/assembly.ts';
import { send } from '../support/send.ts';
import { serveRestApi } from '../support/serve-api.ts';

const invocationUri = (functionId: string) => ({
  'Fn::Join': [
    '',
    ['arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/', arnOf(functionId), '/invocations'],
  ],
});
const arnOf = (functionId: string) => ({ 'Fn::GetAtt': [functionId, 'Arn'] });
const RestApiId = { Ref: 'Api' };

/** `GET /things/{id}` of the stage `prod`; the function behind it returns its event. */
const restApi = (method: Record<string, unknown> = {}, others: Resources = {}): Resources => ({
  Api: { Type: 'AWS::ApiGateway::RestApi', Properties: { Name: 'fixture' } },
  Stage: { Type: 'AWS::ApiGateway::Stage', Properties: { RestApiId, StageName: 'prod' } },
  Things: {
    Type: 'AWS::ApiGateway::Resource',
    Properties: { RestApiId, ParentId: { 'Fn::GetAtt': ['Api', 'RootResourceId'] }, PathPart: 'things' },
  },
  Thing: {
    Type: 'AWS::ApiGateway::Resource',
    Properties: { RestApiId, ParentId: { Ref: 'Things' }, PathPart: '{id}' },
  },
  GetThing: {
    Type: 'AWS::ApiGateway::Method',
    Properties: {
      RestApiId,
      ResourceId: { Ref: 'Thing' },
      HttpMethod: 'GET',
      AuthorizationType: 'NONE',
      Integration: { Type: 'AWS_PROXY', IntegrationHttpMethod: 'POST', Uri: invocationUri('Echo') },
      ...method,
    },
  },
  Echo: functionResource('echo'),
  ...others,
});
const authorizer = (properties: Record<string, unknown> = {}): Resources => ({
  Authorize: functionResource('authorize'),
  Bearer: {
    Type: 'AWS::ApiGateway::Authorizer',
    Properties: {
      RestApiId,
      Type: 'REQUEST',
      AuthorizerUri: invocationUri('Authorize'),
      AuthorizerResultTtlInSeconds: 0,
      IdentitySource: 'method.request.header.Authorization',
      ...properties,
    },
  },
});
const echo = 'exports.handler = async (event) => ({ statusCode: 200, body: JSON.stringify(event) });';
const open = () => serveRestApi({ resources: restApi(), code: { echo } });
const behind = (code: string) =>
  serveRestApi({
    resources: restApi({ AuthorizationType: 'CUSTOM', AuthorizerId: { Ref: 'Bearer' } }, authorizer()),
    code: { echo, authorize: `exports.handler = ${code};` },
  });
const get = (url: string, headers: string[] = ['Authorization', 'Bearer x']) =>
  send(url, 'GET', '/prod/things/7?a=b&a=c', headers);

const CALLED = 'arn:aws:execute-api:us-east-1:000000000000:api/prod/GET/things/7';
const allowing = (resource: string, others = '') =>
  `async () => ({
    principalId: 'airflow@service',
    policyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'execute-api:Invoke', Resource: '${resource}' }],
    },
    ${others}
  })`;

describe('a function', () => {
  test('gets the path without the stage, and headers and queries in single and multi-value form', async () => {
    const { body } = await get(await open(), ['X-Trace', 'a', 'X-Trace', 'b']);
    expect(JSON.parse(body)).toMatchObject({
      resource: '/things/{id}',
      path: '/things/7',
      httpMethod: 'GET',
      headers: { 'X-Trace': 'b' },
      multiValueHeaders: { 'X-Trace': ['a', 'b'] },
      queryStringParameters: { a: 'c' },
      multiValueQueryStringParameters: { a: ['b', 'c'] },
      pathParameters: { id: '7' },
      requestContext: {
        identity: { sourceIp: '127.0.0.1', userArn: null },
        path: '/prod/things/7',
        requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        stage: 'prod',
      },
      body: null,
      isBase64Encoded: false,
    });
  });

  test.each(['/things/7', '/prod/things', '/other/things/7'])('is not called by %s', async (path) => {
    expect(await send(await open(), 'GET', path)).toMatchObject({
      status: 403,
      body: '{"message":"Missing Authentication Token"}',
    });
  });
});

describe('an authorizer', () => {
  test('allows the method that its policy allows, and passes its context to the function as strings', async () => {
    const { status, body } = await get(
      await behind(allowing(CALLED, `context: { id: 7, active: true, role: 'Member' }`)),
    );
    expect(status).toBe(200);
    expect(JSON.parse(body).requestContext.authorizer).toEqual({
      principalId: 'airflow@service',
      id: '7',
      active: 'true',
      role: 'Member',
    });
  });

  test('gets the request without its body', async () => {
    const url = await behind(`async (event) => { throw new Error(JSON.stringify(event) && 'Unauthorized'); }`);
    expect(await get(url)).toMatchObject({ status: 401, body: '{"message":"Unauthorized"}' });
    const shown = await behind(
      `async ({ type, methodArn, multiValueHeaders, body }) => ({
        ...(await (${allowing(CALLED)})()),
        context: { type, methodArn, authorization: multiValueHeaders.AUTHORIZATION.join(), body: body === undefined },
      })`,
    );
    expect(JSON.parse((await get(shown, ['AUTHORIZATION', 'x'])).body).requestContext.authorizer).toMatchObject({
      type: 'REQUEST',
      methodArn: CALLED,
      authorization: 'x',
      body: 'true',
    });
  });

  test('is not called for a request without an identity source', async () => {
    expect(await get(await behind(allowing(CALLED)), [])).toMatchObject({ status: 401 });
  });

  test.each([
    ['allows another method', allowing(CALLED.replace('GET', 'PUT')), 403],
    ['allows another thing', allowing(`${CALLED}0`), 403],
    ['allows with a wildcard, which the runner does not support', allowing(CALLED.replace('7', '*')), 403],
    ['denies', allowing(CALLED).replace("'Allow'", "'Deny'"), 403],
    [
      'allows and denies',
      allowing(CALLED).replace('[{', `[{ Effect: 'Deny', Action: 'execute-api:Invoke', Resource: '${CALLED}' }, {`),
      403,
    ],
    ['allows nothing', allowing(CALLED).replace(/\[.*\]/, '[]'), 403],
    ['throws Unauthorized', `async () => { throw new Error('Unauthorized'); }`, 401],
    ['throws something else', `async () => { throw new Error('Unauthorized: expired'); }`, 500],
    ['returns the format of HTTP APIs', 'async () => ({ isAuthorized: true })', 500],
    ['returns no principal', allowing(CALLED).replace(/principalId: .*,/, ''), 500],
    ['has a list in its context', allowing(CALLED, 'context: { team_ids: [1] }'), 500],
    ['has a null in its context', allowing(CALLED, 'context: { token_id: null }'), 500],
  ])('that %s refuses the request', async (_what, code, status) => {
    expect((await get(await behind(code))).status).toBe(status);
  });
});

test.each<[string, Resources, string]>([
  ['a cached authorizer', authorizer({ AuthorizerResultTtlInSeconds: 300 }), 'Bearer: AuthorizerResultTtlInSeconds'],
  ['an authorizer of the type TOKEN', authorizer({ Type: 'TOKEN' }), 'Bearer: Type'],
  ['a method under AWS_IAM', restApi({ AuthorizationType: 'AWS_IAM' }), 'GetThing: AuthorizationType'],
  ['an API without a stage', { Stage: functionResource('echo') }, 'the API Api has no stage'],
  [
    'a greedy path',
    {
      Thing: {
        Type: 'AWS::ApiGateway::Resource',
        Properties: { RestApiId, ParentId: { Ref: 'Things' }, PathPart: '{id+}' },
      },
    },
    'does not support routes like "/prod/things/{id+}"',
  ],
])('refuses %s', async (_what, resources, message) => {
  const fixture = { resources: { ...restApi(), ...resources }, code: { echo, authorize: echo } };
  await expect(serveRestApi(fixture)).rejects.toThrow(message);
});
