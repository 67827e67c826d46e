// The resources that the construct creates in the stack of another app.
import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { LambdaIntegration, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { HttpApi, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { describe, expect, it } from 'vitest';
import {
  ServiceUserAuthorizer,
  type ServiceUserAuthorizerProps,
} from '../../infra/consumer/service-user-authorizer.ts';

const OWN = '222222222222';
const OTHER = '111111111111';
const sharedFunction = (account: string, file: string) =>
  `arn:aws:lambda:eu-west-1:${account}:function:service-users-prod-${file}`;

interface Parts {
  readonly stack: Stack;
  readonly serviceUsers: ServiceUserAuthorizer;
  readonly fn: LambdaFunction;
}

function synthesized(use: (parts: Parts) => void, props: Partial<ServiceUserAuthorizerProps> = {}) {
  const stack = new Stack(new App(), 'Reports', { env: { account: OWN, region: 'eu-west-1' } });
  const code = { code: Code.fromInline('exports.handler = null'), handler: 'index.handler' };
  const fn = new LambdaFunction(stack, 'Report', { ...code, runtime: Runtime.NODEJS_24_X });
  use({ stack, fn, serviceUsers: new ServiceUserAuthorizer(stack, 'ServiceUsers', { api: 'reports', ...props }) });
  const template = Template.fromStack(stack);
  const resources = (type: string) =>
    Object.entries(template.findResources(type)).map(([id, { Properties }]) => ({ id, ...plain(Properties) }));
  return {
    resources,
    /** The permissions to invoke functions of the system. */
    admitted: () =>
      resources('AWS::Lambda::Permission').filter(({ FunctionName }) => /service-users/.test(FunctionName)),
    warnings: Annotations.fromStack(stack).findWarning('*', Match.anyValue()),
  };
}

/** Tokens of the template as text: `arn:aws:x` and `<LogicalId>`. */
// biome-ignore lint/suspicious/noExplicitAny: a test reads what it expects of the template.
function plain(value: any): any {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  if (value.Ref) return value.Ref === 'AWS::Partition' ? 'aws' : `<${value.Ref}>`;
  if (value['Fn::Join']) return plain(value['Fn::Join'][1]).join('');
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
}

const httpApi = ({ stack, serviceUsers, fn }: Parts) => {
  new HttpApi(stack, 'Api').addRoutes({
    path: '/reports',
    methods: [HttpMethod.GET, HttpMethod.PUT],
    integration: new HttpLambdaIntegration('Report', fn),
    authorizer: serviceUsers.http,
  });
};
const restApi = ({ stack, serviceUsers, fn }: Parts) => {
  const reports = new RestApi(stack, 'Api', { cloudWatchRole: false }).root.addResource('reports');
  for (const method of ['GET', 'PUT']) {
    reports.addMethod(method, new LambdaIntegration(fn), { authorizer: serviceUsers.rest });
  }
};
const uriOf = (arn: string) => `arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/${arn}/invocations`;

describe('an HTTP API', () => {
  const { resources, admitted } = synthesized(httpApi);
  const [authorizer, ...others] = resources('AWS::ApiGatewayV2::Authorizer');

  it('has one authorizer for every route, which caches nothing (R10) and requires an Authorization header', () => {
    expect(others).toEqual([]);
    expect(authorizer).toMatchObject({
      AuthorizerType: 'REQUEST',
      AuthorizerPayloadFormatVersion: '2.0',
      AuthorizerResultTtlInSeconds: 0,
      AuthorizerUri: uriOf(`${sharedFunction(OWN, 'authorize-bearer')}:service-users`),
      EnableSimpleResponses: true,
      IdentitySource: ['$request.header.Authorization'],
    });
    const behind = { AuthorizationType: 'CUSTOM', AuthorizerId: `<${authorizer?.id}>` };
    expect(resources('AWS::ApiGatewayV2::Route')).toMatchObject([behind, behind]);
  });

  it('adds nothing to the policy of the authorizer, which has at most 20 kB for all APIs of the account', () => {
    expect(admitted()).toEqual([]);
  });
});

describe('a REST API', () => {
  const { resources, admitted } = synthesized(restApi);
  const [authorizer, ...others] = resources('AWS::ApiGateway::Authorizer');

  it('has one authorizer for every method, which caches nothing (R10) and requires an Authorization header', () => {
    expect(others).toEqual([]);
    expect(authorizer).toMatchObject({
      Type: 'REQUEST',
      AuthorizerResultTtlInSeconds: 0,
      AuthorizerUri: uriOf(`${sharedFunction(OWN, 'authorize-rest')}:service-users`),
      IdentitySource: 'method.request.header.Authorization',
    });
    const behind = { AuthorizationType: 'CUSTOM', AuthorizerId: `<${authorizer?.id}>` };
    expect(resources('AWS::ApiGateway::Method')).toMatchObject([behind, behind]);
  });

  it('adds nothing to the policy of the authorizer, which has at most 20 kB for all APIs of the account', () => {
    expect(admitted()).toEqual([]);
  });
});

describe('the accounts that the APIs accept', () => {
  it.for([
    [{}, 'service-users'],
    [{ allowAdmins: false, allowPeople: false }, 'service-users'],
    [{ allowAdmins: true }, 'with-admins'],
    [{ allowPeople: true }, 'with-people'],
    [{ allowAdmins: true, allowPeople: true }, 'with-admins-and-people'],
  ] as const)('with the options %j are those of the alias %s', ([options, alias]) => {
    for (const [use, type, file] of [
      [httpApi, 'AWS::ApiGatewayV2::Authorizer', 'authorize-bearer'],
      [restApi, 'AWS::ApiGateway::Authorizer', 'authorize-rest'],
    ] as const) {
      for (const account of [OWN, OTHER]) {
        const { resources, warnings } = synthesized(use, { ...options, account });
        const arn = `${sharedFunction(account, file)}:${alias}`;
        expect(resources(type)).toMatchObject([{ AuthorizerUri: uriOf(arn) }]);
        expect(warnings).toEqual([]);
      }
    }
  });
});

describe('the name of the API', () => {
  it('is a variable of every stage of the API, also of one that is created after its routes', () => {
    const { resources } = synthesized(({ stack, serviceUsers, fn }) => {
      const api = new HttpApi(stack, 'Api');
      api.addStage('before', { stageName: 'before', autoDeploy: true });
      const integration = new HttpLambdaIntegration('Report', fn);
      api.addRoutes({ path: '/reports', methods: [HttpMethod.GET], integration, authorizer: serviceUsers.http });
      api.addStage('after', { stageName: 'after', autoDeploy: true });
      new HttpApi(stack, 'Other');
    });
    const stages = resources('AWS::ApiGatewayV2::Stage').map(({ id, StageVariables }) => [
      id.slice(0, 4),
      StageVariables,
    ]);
    const named = ['ApiD', 'Apib', 'Apia'].map((id) => [id, { serviceUsersApi: 'reports' }]);
    expect(stages.sort()).toEqual([...named, ['Othe', undefined]].sort());
  });

  it('is next to the other variables of the stage of a REST API', () => {
    const { resources } = synthesized(({ stack, serviceUsers, fn }) => {
      const options = { cloudWatchRole: false, deployOptions: { variables: { own: 'kept' } } };
      const api = new RestApi(stack, 'Api', options);
      api.root.addMethod('GET', new LambdaIntegration(fn), { authorizer: serviceUsers.rest });
    });
    expect(resources('AWS::ApiGateway::Stage')).toMatchObject([
      { Variables: { own: 'kept', serviceUsersApi: 'reports' } },
    ]);
  });

  it.for(['', 'Reports', 'a_b', 'a b', 'x'.repeat(33)])('cannot be %j', (api) => {
    expect(() => synthesized(() => {}, { api })).toThrow('cannot be the name of an API');
  });
});

describe('a function that may identify who signed', () => {
  const identifier = sharedFunction(OWN, 'identify-signed');
  const { resources } = synthesized(({ serviceUsers, fn }) => serviceUsers.grantIdentify(fn));

  it('may invoke only this function of Service Users, and has its ARN', () => {
    const [policy] = resources('AWS::IAM::Policy');
    expect(policy?.PolicyDocument.Statement).toEqual([
      { Action: 'lambda:InvokeFunction', Effect: 'Allow', Resource: identifier },
    ]);
    expect(resources('AWS::Lambda::Function')).toMatchObject([
      { Environment: { Variables: { SERVICE_USERS_IDENTIFIER: identifier } } },
    ]);
  });
});

describe('Service Users', () => {
  const everything = (parts: Parts) => {
    httpApi(parts);
    parts.serviceUsers.grantIdentify(parts.fn);
  };

  it('in another account gets no permission from this stack, which would fail the deployment', () => {
    for (const use of [everything, restApi]) {
      const { resources, admitted, warnings } = synthesized(use, { account: OTHER });
      const made = JSON.stringify(['AWS::ApiGatewayV2::Authorizer', 'AWS::ApiGateway::Authorizer'].map(resources));
      expect(made).toContain(`${OTHER}:function:service-users-prod-authorize-`);
      expect(made).not.toContain(`${OWN}:function:service-users`);
      expect(admitted()).toEqual([]);
      expect(warnings).toEqual([]);
    }
  });

  it('may have another stack name', () => {
    const [authorizer] = synthesized(httpApi, { stackName: 'service-users-dev' }).resources(
      'AWS::ApiGatewayV2::Authorizer',
    );
    expect(authorizer?.AuthorizerUri).toContain(':function:service-users-dev-authorize-bearer:service-users/');
  });

  it('gets no permission for unused parts', () => {
    const { resources, admitted } = synthesized(() => {});
    expect([admitted(), resources('AWS::IAM::Policy'), resources('AWS::ApiGatewayV2::Authorizer')]).toEqual([
      [],
      [],
      [],
    ]);
  });
});
