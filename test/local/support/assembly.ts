// Writes small cloud assemblies: a template, and functions whose source is in the test.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export type Resources = Record<string, { Type: string; Properties?: Record<string, unknown>; Condition?: string }>;

export interface FixtureStack {
  readonly resources: Resources;
  /** CommonJS source of the functions, by the key of their code (`S3Key`). */
  readonly code?: Record<string, string>;
}

export function writeAssembly(folder: string, { resources, code = {} }: FixtureStack): void {
  const write = (file: string, content: unknown) => writeFileSync(join(folder, file), JSON.stringify(content));
  write('manifest.json', { artifacts: { fixture: { type: 'aws:cloudformation:stack', properties: {} } } });
  write('fixture.template.json', { Resources: resources });
  write('fixture.assets.json', {
    files: Object.fromEntries(
      Object.keys(code).map((key) => [key, { source: { path: key }, destinations: { any: { objectKey: key } } }]),
    ),
  });
  write('package.json', { type: 'commonjs' });
  for (const [key, source] of Object.entries(code)) {
    mkdirSync(join(folder, key));
    writeFileSync(join(folder, key, 'index.js'), source);
  }
}

export function functionResource(key: string, properties: Record<string, unknown> = {}): Resources[string] {
  return {
    Type: 'AWS::Lambda::Function',
    Properties: {
      Code: { S3Bucket: { 'Fn::Sub': 'assets-${AWS::AccountId}' }, S3Key: key },
      Handler: 'index.handler',
      Runtime: 'nodejs24.x',
      // The default of 3 seconds is too short for a cold start on a busy machine.
      Timeout: 30,
      ...properties,
    },
  };
}

export const apiResources: Resources = {
  Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: 'fixture', ProtocolType: 'HTTP' } },
  Stage: {
    Type: 'AWS::ApiGatewayV2::Stage',
    Properties: { ApiId: { Ref: 'Api' }, AutoDeploy: true, StageName: '$default' },
  },
};

/** A second API, whose routes all require a signature. */
export const signedApiResources: Resources = {
  SignedApi: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: 'signed', ProtocolType: 'HTTP' } },
  SignedStage: {
    Type: 'AWS::ApiGatewayV2::Stage',
    Properties: { ApiId: { Ref: 'SignedApi' }, AutoDeploy: true, StageName: '$default' },
  },
};

/** A route, and its integration with the function of the logical id. */
export function routeResources(key: string, functionId: string, properties: Record<string, unknown> = {}): Resources {
  const id = key.replaceAll(/\W/g, '');
  const { TimeoutInMillis, ...routeProperties } = properties;
  return {
    [`Integration${id}`]: {
      Type: 'AWS::ApiGatewayV2::Integration',
      Properties: {
        ApiId: { Ref: 'Api' },
        IntegrationType: 'AWS_PROXY',
        IntegrationUri: { 'Fn::GetAtt': [functionId, 'Arn'] },
        PayloadFormatVersion: '2.0',
        ...(TimeoutInMillis !== undefined && { TimeoutInMillis }),
      },
    },
    [`Route${id}`]: {
      Type: 'AWS::ApiGatewayV2::Route',
      Properties: {
        ApiId: { Ref: 'Api' },
        RouteKey: key,
        Target: { 'Fn::Join': ['', ['integrations/', { Ref: `Integration${id}` }]] },
        ...routeProperties,
      },
    },
  };
}

export function authorizerResource(functionId: string, properties: Record<string, unknown> = {}): Resources[string] {
  return {
    Type: 'AWS::ApiGatewayV2::Authorizer',
    Properties: {
      ApiId: { Ref: 'Api' },
      AuthorizerPayloadFormatVersion: '2.0',
      AuthorizerResultTtlInSeconds: 0,
      AuthorizerType: 'REQUEST',
      AuthorizerUri: {
        'Fn::Join': [
          '',
          [
            ...['arn:', { Ref: 'AWS::Partition' }, ':apigateway:', { Ref: 'AWS::Region' }],
            ...[':lambda:path/2015-03-31/functions/', { 'Fn::GetAtt': [functionId, 'Arn'] }, '/invocations'],
          ],
        ],
      },
      EnableSimpleResponses: true,
      IdentitySource: ['$request.header.Authorization'],
      Name: 'Bearer',
      ...properties,
    },
  };
}

export const tableResource: Resources[string] = {
  Type: 'AWS::DynamoDB::GlobalTable',
  Properties: {
    AttributeDefinitions: [
      { AttributeName: 'pk', AttributeType: 'S' },
      { AttributeName: 'list', AttributeType: 'S' },
    ],
    BillingMode: 'PAY_PER_REQUEST',
    GlobalSecondaryIndexes: [
      {
        IndexName: 'by-list',
        KeySchema: [{ AttributeName: 'list', KeyType: 'HASH' }],
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
    ],
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
  },
};
