// The properties of the template that keep the rules, limit access, and protect data.
import { describe, expect, it } from 'vitest';
import { operations } from '../../infra/operations.ts';
import { EVERYTHING, synthesized } from './support/synthesize.ts';

const production = await synthesized('production');
const { template, resources, properties } = production;
const development = await synthesized('development');
const everything = await synthesized('everything');

describe('routes', () => {
  const PUBLIC = [
    'POST /api/login',
    'POST /api/oauth/token',
    'POST /api/leaked-tokens',
    'GET /api/openapi.json',
    'HEAD /api/openapi.json',
  ];

  it('are those of the operations, behind the authorizer of their API unless they are public', () => {
    const routes = properties('AWS::ApiGatewayV2::Route').map(
      ({ RouteKey, AuthorizationType }) => `${RouteKey} ${AuthorizationType}`,
    );
    const served = operations.flatMap(({ operation }) => [operation, ...(operation.otherRoutes ?? [])]);
    const expected = served.flatMap(({ method, path }) => {
      const key = `${method} ${path}`;
      return [`${key} ${PUBLIC.includes(key) ? 'NONE' : 'CUSTOM'}`, `${key} AWS_IAM`];
    });
    const ofConsole = ['/', '/console', '/console/{proxy+}'].map((path) => `ANY ${path} NONE`);
    expect(routes.sort()).toEqual([...expected, ...ofConsole].sort());
  });

  it('R10: have an authorizer that caches nothing and requires an Authorization header', () => {
    const [authorizer, ...others] = properties('AWS::ApiGatewayV2::Authorizer');
    expect(others).toEqual([]);
    expect(authorizer).toMatchObject({
      AuthorizerResultTtlInSeconds: 0,
      EnableSimpleResponses: true,
      IdentitySource: ['$request.header.Authorization'],
    });
  });

  it('are throttled, with lower limits for the public ones', () => {
    const stages = properties('AWS::ApiGatewayV2::Stage');
    expect(stages).toHaveLength(2);
    for (const { DefaultRouteSettings, RouteSettings } of stages) {
      expect(DefaultRouteSettings.ThrottlingRateLimit).toBeGreaterThan(0);
      expect(DefaultRouteSettings.ThrottlingBurstLimit).toBeGreaterThan(0);
      const limited = Object.entries<Record<string, number>>(RouteSettings);
      const ofOperations = limited.filter(([route]) => !route.startsWith('ANY '));
      expect(ofOperations.map(([route]) => route).sort()).toEqual([...PUBLIC].sort());
      for (const [route, open] of limited) {
        // The jobs of a matrix exchange their tokens at once, and a page of the console loads about 30 files.
        const part = /^(?:POST \/api\/oauth\/token|ANY .*)$/.test(route) ? 2 : 10;
        expect(open.ThrottlingRateLimit).toBeLessThan(DefaultRouteSettings.ThrottlingRateLimit / part);
        expect(open.ThrottlingBurstLimit).toBeLessThan(DefaultRouteSettings.ThrottlingBurstLimit / part);
      }
      // Each report can read 100 accounts (docs/leaked-tokens.md).
      expect(RouteSettings['POST /api/leaked-tokens']).toEqual({ ThrottlingRateLimit: 5, ThrottlingBurstLimit: 10 });
    }
  });

  it('are logged as JSON with caller and outcome, without headers, query or path', () => {
    for (const { AccessLogSettings } of properties('AWS::ApiGatewayV2::Stage')) {
      expect(AccessLogSettings.DestinationArn).toBeDefined();
      const { service, ...format } = JSON.parse(AccessLogSettings.Format);
      expect(service).toBe('service-users-test');
      expect(new Set(Object.values(format))).toEqual(
        new Set([
          '$context.requestId',
          '$context.requestTime',
          '$context.routeKey',
          '$context.status',
          '$context.responseLatency',
          '$context.authorizer.user_id',
          '$context.identity.userArn',
          '$context.authorizer.error',
          '$context.integrationErrorMessage',
          '$context.identity.sourceIp',
        ]),
      );
    }
  });

  it('have a domain name if configured, with TLS 1.2 or later', () => {
    expect(properties('AWS::ApiGatewayV2::DomainName')).toEqual([]);
    expect(everything.properties('AWS::ApiGatewayV2::DomainName')).toMatchObject(
      ['api.example.com', 'signed.example.com'].map((DomainName) => ({
        DomainName,
        DomainNameConfigurations: [{ CertificateArn: EVERYTHING['certificate-arn'], SecurityPolicy: 'TLS_1_2' }],
      })),
    );
    expect(everything.properties('AWS::ApiGatewayV2::ApiMapping')).toHaveLength(2);
    const disabled = ({ DisableExecuteApiEndpoint }: { DisableExecuteApiEndpoint?: boolean }) =>
      DisableExecuteApiEndpoint;
    expect(everything.properties('AWS::ApiGatewayV2::Api').map(disabled)).toEqual([true, true]);
    expect(properties('AWS::ApiGatewayV2::Api').some(disabled)).toBe(false);
    for (const api of ['BearerApi', 'SignedApi']) {
      everything.template.hasOutput(`${api}DomainTarget`, {});
      const { Value } = everything.template.findOutputs(`${api}Url`)[`${api}Url`] ?? {};
      const domain = { Ref: expect.stringMatching(`^${api}Domain`) };
      expect(Value).toEqual({ 'Fn::Join': ['', ['https://', domain]] });
      const { Value: generated } = template.findOutputs(`${api}Url`)[`${api}Url`] ?? {};
      expect(generated).toEqual({ 'Fn::GetAtt': [expect.stringMatching(`^${api}`), 'ApiEndpoint'] });
    }
  });

  it('have the id of the signed API as an output, with or without a domain name', () => {
    for (const stack of [template, everything.template]) {
      const { Value } = stack.findOutputs('SignedApiId').SignedApiId ?? {};
      expect(stack.toJSON().Resources[Value?.Ref]).toMatchObject({ Properties: { Name: 'service-users-test-signed' } });
    }
  });
});

describe('the table', () => {
  it('is encrypted, with point-in-time recovery, in every stage', () => {
    for (const stack of [template, development.template]) {
      stack.hasResourceProperties('AWS::DynamoDB::GlobalTable', {
        SSESpecification: { SSEEnabled: true },
        Replicas: [{ PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } }],
      });
    }
  });
});

describe('the deletion of the stack', () => {
  const KEPT = ['AWS::Cognito::UserPool', 'AWS::Cognito::UserPoolUser', 'AWS::DynamoDB::GlobalTable'];

  it('keeps table, people and logs in production, and table and people have deletion protection', () => {
    for (const type of KEPT) {
      for (const { DeletionPolicy } of Object.values(resources(type))) expect(DeletionPolicy).toBe('Retain');
    }
    // A deployment that fails leaves no log groups behind.
    for (const { DeletionPolicy, UpdateReplacePolicy } of Object.values(resources('AWS::Logs::LogGroup'))) {
      expect({ DeletionPolicy, UpdateReplacePolicy }).toEqual({
        DeletionPolicy: 'RetainExceptOnCreate',
        UpdateReplacePolicy: 'Retain',
      });
    }
    template.hasResourceProperties('AWS::DynamoDB::GlobalTable', { Replicas: [{ DeletionProtectionEnabled: true }] });
    template.hasResourceProperties('AWS::Cognito::UserPool', { DeletionProtection: 'ACTIVE' });
  });

  it('keeps nothing in development', () => {
    for (const { DeletionPolicy } of Object.values<{ DeletionPolicy?: string }>(
      development.template.toJSON().Resources,
    )) {
      expect(DeletionPolicy).not.toBe('Retain');
    }
    for (const { Replicas } of development.properties('AWS::DynamoDB::GlobalTable')) {
      expect(Replicas[0].DeletionProtectionEnabled).toBe(false);
    }
  });
});

it('sends the mails of Cognito with SES if configured', () => {
  const emails = ({ properties: of }: typeof production) =>
    of('AWS::Cognito::UserPool').map(({ EmailConfiguration }) => EmailConfiguration);
  expect(emails(production)).toEqual([undefined]);
  expect(emails(everything)).toMatchObject([{ EmailSendingAccount: 'DEVELOPER', From: 'login@mail.example.com' }]);
  expect(JSON.stringify(emails(everything))).toMatch(/:ses:.*:identity\/mail\.example\.com/);
});

it('has outputs with the URL of the login page and the token endpoint', () => {
  const outputs = template.findOutputs('*');
  expect(JSON.stringify(outputs.LoginUrl)).toMatch(/auth\..*\/login\?client_id=.*response_type=code&redirect_uri=/);
  expect(JSON.stringify(outputs.LoginTokenUrl)).toMatch(/auth\..*\/oauth2\/token/);
  expect(outputs).toHaveProperty('LoginClientId');
  expect(outputs).toHaveProperty('UserPoolId');
});

describe('functions', () => {
  /** The timeout of API Gateway, after which the caller does not get the response. */
  const GATEWAY_SECONDS = 30;

  it('run Node.js 24 on ARM, and log the name of their stack', () => {
    const functions = properties('AWS::Lambda::Function');
    expect(functions).toHaveLength(operations.length + 7);
    for (const { Runtime, Architectures, LoggingConfig, Environment } of functions) {
      expect({ Runtime, Architectures }).toEqual({ Runtime: 'nodejs24.x', Architectures: ['arm64'] });
      expect(LoggingConfig).toMatchObject({ LogFormat: 'JSON', SystemLogLevel: 'WARN', LogGroup: expect.anything() });
      expect(Environment.Variables.POWERTOOLS_SERVICE_NAME).toBe('service-users-test');
    }
  });

  it('that are authorizers, or used by other apps, time out before API Gateway stops waiting, after 10 seconds', () => {
    const shared = properties('AWS::Lambda::Function').filter(({ FunctionName }) => FunctionName !== undefined);
    expect(shared.map(({ Timeout }) => Timeout)).toEqual([9, 9, 9]);
  });

  it('time out before API Gateway does', () => {
    const behind = [
      ...properties('AWS::ApiGatewayV2::Integration').map(({ IntegrationUri }) => IntegrationUri),
      ...properties('AWS::ApiGatewayV2::Authorizer').map(({ AuthorizerUri }) => AuthorizerUri),
    ].map((uri) => JSON.stringify(uri));
    const timeouts = Object.entries(resources('AWS::Lambda::Function'))
      .filter(([id]) => behind.some((uri) => uri.includes(`"${id}"`)))
      .map(([, { Properties }]) => Properties.Timeout);
    // Also the authorizer and the console.
    expect(timeouts).toHaveLength(operations.length + 2);
    expect(Math.max(...timeouts)).toBeLessThan(GATEWAY_SECONDS);
    for (const { TimeoutInMillis } of properties('AWS::ApiGatewayV2::Integration')) {
      expect(TimeoutInMillis).toBeUndefined();
    }
  });

  it('have reserved concurrency only if configured, and only for public operations, so that a flood of these does not affect others', () => {
    const reserved = ({ resources }: typeof development) =>
      Object.entries(resources('AWS::Lambda::Function'))
        .map(([id, { Properties }]) => `${id.slice(0, -8).toLowerCase()}: ${Properties.ReservedConcurrentExecutions}`)
        .filter((limit) => !limit.endsWith('undefined'))
        .sort();
    const open = operations
      .filter(({ operation }) => operation.audience === 'public')
      .map(({ operation }) => operation.id);
    const limited = (limit: number) => open.map((id) => `${id.split('/')[1]?.replaceAll('-', '')}: ${limit}`).sort();
    expect(reserved(everything)).toEqual(limited(5));
    // A new AWS account has no concurrency to reserve.
    expect(reserved(production)).toEqual([]);
    expect(reserved(development)).toEqual([]);
  });

  it('are traced if configured', () => {
    const modes = ({ properties }: typeof development) =>
      new Set(properties('AWS::Lambda::Function').map(({ TracingConfig }) => TracingConfig?.Mode));
    expect(modes(development)).toEqual(new Set([undefined]));
    expect(modes(everything)).toEqual(new Set(['Active']));
  });
});

describe('logs', () => {
  it('have a configurable retention', () => {
    const days = ({ properties }: typeof development) =>
      new Set(properties('AWS::Logs::LogGroup').map(({ RetentionInDays }) => RetentionInDays));
    expect(days(development)).toEqual(new Set([90]));
    expect(days(everything)).toEqual(new Set([30]));
    expect(properties('AWS::Logs::LogGroup')).toHaveLength(operations.length + 7 + 2);
  });
});

describe('tokens', () => {
  it('have the configured prefix, by default none', () => {
    for (const [stack, TOKEN_PREFIX] of [
      [template, ''],
      [everything.template, 'acme'],
    ] as const) {
      stack.allResourcesProperties('AWS::Lambda::Function', { Environment: { Variables: { TOKEN_PREFIX } } });
    }
  });
});

describe('events', () => {
  it('are read from the stream in order, retried, and sent to a dead-letter queue with a longer retention', () => {
    const [mapping, ...others] = properties('AWS::Lambda::EventSourceMapping');
    expect(others).toEqual([]);
    expect(mapping).toMatchObject({
      BisectBatchOnFunctionError: true,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      StartingPosition: 'TRIM_HORIZON',
      DestinationConfig: { OnFailure: { Destination: expect.anything() } },
    });
    // The age ends the retries: a number of attempts would end them after less than an hour.
    expect(mapping.MaximumRetryAttempts).toBeUndefined();
    expect(mapping.MaximumRecordAgeInSeconds).toBe(12 * 60 * 60);
    // A higher factor would keep the order of each account as well, but has not been necessary.
    expect(mapping.ParallelizationFactor).toBeUndefined();
    expect(properties('AWS::SQS::Queue')).toMatchObject([
      { MessageRetentionPeriod: 14 * 24 * 60 * 60, SqsManagedSseEnabled: true },
    ]);
  });

  it('that depend on time are published every hour', () => {
    expect(properties('AWS::Events::Rule')).toMatchObject([{ ScheduleExpression: 'rate(1 hour)', State: 'ENABLED' }]);
  });
});
