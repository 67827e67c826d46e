import { expect, test } from 'vitest';
import { resolveStack } from '../../../infra/local/template/stack.ts';
import {
  apiResources,
  authorizerResource,
  functionResource,
  type Resources,
  routeResources,
} from '../support/assembly.ts';
import { temporaryAssembly } from '../support/temporary.ts';

const resolving = (resources: Resources) => () => resolveStack(temporaryAssembly({ resources }));
const withProperty = (resource: Resources[string] | undefined, property: Record<string, unknown>) => ({
  Type: resource?.Type ?? '',
  Properties: { ...resource?.Properties, ...property },
});

test('gives resources names that stay the same from one start to the next', () => {
  const assembly = temporaryAssembly({
    resources: {
      Greet: functionResource('greet', { Environment: { Variables: { SELF: { 'Fn::GetAtt': ['Named', 'Arn'] } } } }),
      Named: functionResource('greet', { FunctionName: 'greeter' }),
    },
  });
  const [first, second] = resolveStack(assembly).of('AWS::Lambda::Function');
  expect(first?.physicalId).toBe('fixture-Greet');
  expect(first?.properties.Environment?.Variables).toEqual({ SELF: second?.arn });
  expect(second?.arn).toBe('arn:aws:lambda:us-east-1:000000000000:function:greeter');
});

test('resolves an alias of a function, and rejects one of a version', () => {
  const alias = (FunctionVersion: string): Resources => ({
    Greet: functionResource('greet', { Environment: { Variables: { SELF: { Ref: 'Live' } } } }),
    Live: {
      Type: 'AWS::Lambda::Alias',
      Properties: { FunctionName: { Ref: 'Greet' }, FunctionVersion, Name: 'live' },
    },
  });
  const [fn] = resolveStack(temporaryAssembly({ resources: alias('$LATEST') })).of('AWS::Lambda::Function');
  expect(fn?.properties.Environment?.Variables).toEqual({ SELF: `${fn?.arn}:live` });
  expect(resolving(alias('7'))).toThrow('of AWS::Lambda::Alias Live: FunctionVersion');
});

test('passes over resources that do nothing on one machine', () => {
  const assembly = temporaryAssembly({
    resources: { Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: { 'Fn::If': [] } } } },
  });
  expect(resolveStack(assembly).customResources).toEqual([]);
});

test.each<[string, Resources, string]>([
  [
    'a resource type',
    { Queue: { Type: 'AWS::SNS::Topic' } },
    'the local runner does not support the resource type AWS::SNS::Topic (Queue)',
  ],
  [
    'a property of a function',
    { Greet: functionResource('greet', { Layers: ['x'] }) },
    'of AWS::Lambda::Function Greet: Unrecognized key: "Layers"',
  ],
  [
    'a property of an API',
    { Api: withProperty(apiResources.Api, { DisableSchemaValidation: true }) },
    'of AWS::ApiGatewayV2::Api Api: Unrecognized key: "DisableSchemaValidation"',
  ],
  [
    'a stage with its own path',
    { ...apiResources, Stage: withProperty(apiResources.Stage, { StageName: 'dev' }) },
    'of AWS::ApiGatewayV2::Stage Stage: StageName',
  ],
  [
    'a cached authorizer',
    {
      ...apiResources,
      Greet: functionResource('greet'),
      Bearer: authorizerResource('Greet', { AuthorizerResultTtlInSeconds: 300 }),
    },
    'of AWS::ApiGatewayV2::Authorizer Bearer: AuthorizerResultTtlInSeconds',
  ],
  [
    'an identity source that is no header',
    {
      ...apiResources,
      Greet: functionResource('greet'),
      Bearer: authorizerResource('Greet', { IdentitySource: ['$context.path'] }),
    },
    'of AWS::ApiGatewayV2::Authorizer Bearer: IdentitySource: 0',
  ],
  [
    'a kind of authorization',
    {
      ...apiResources,
      Greet: functionResource('greet'),
      ...routeResources('GET /a', 'Greet', { AuthorizationType: 'JWT' }),
    },
    'of AWS::ApiGatewayV2::Route RouteGETa: AuthorizationType',
  ],
  [
    'a condition',
    { Greet: { ...functionResource('greet'), Condition: 'IsProd' } },
    'does not support conditions, and AWS::Lambda::Function Greet has one',
  ],
  [
    'an attribute',
    {
      Greet: functionResource('greet', { Environment: { Variables: { A: { 'Fn::GetAtt': ['Api', 'ApiEndpoint'] } } } }),
      ...apiResources,
    },
    'does not support the attribute ApiEndpoint of Api',
  ],
  [
    'a reference to a custom resource',
    {
      Greet: functionResource('greet', { Environment: { Variables: { A: { Ref: 'Seed' } } } }),
      Seed: { Type: 'Custom::Seed', Properties: { ServiceToken: 'arn' } },
    },
    'does not support references to Seed',
  ],
  [
    'a reference to nothing',
    { Greet: functionResource('greet', { Environment: { Variables: { A: { Ref: 'Nothing' } } } }) },
    'the template refers to Nothing, which does not exist',
  ],
])('rejects %s that it does not support, by name', (_what, resources, message) => {
  expect(resolving(resources)).toThrow(message);
});
