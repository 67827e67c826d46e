// What the template must say, so that the rules hold and nothing is open, lost or kept for ever.
import { describe, expect, it } from 'vitest';
import { operations } from '../../infra/operations.ts';
import { EVERYTHING, type Synthesized, synthesized } from './support/synthesize.ts';

const production = synthesized({ stage: 'prod' });
const { template, resources, properties } = production;
const development = synthesized({ stage: 'dev' });
const everything = synthesized({ ...EVERYTHING, stage: 'prod' });

interface Statement {
  readonly Action: string | string[];
  readonly Resource: unknown;
  readonly Effect: string;
  readonly Condition?: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': string[] } };
}

const statements: Statement[] = properties('AWS::IAM::Policy').flatMap(
  ({ PolicyDocument }) => PolicyDocument.Statement,
);
const actionsOf = ({ Action }: Statement) => [Action].flat();

describe('routes', () => {
  const OPEN = ['POST /api/login', 'POST /api/leaked-tokens', 'GET /api/openapi.json'];

  it('are those of the operations, behind the authorizer of their API unless they are open', () => {
    const routes = properties('AWS::ApiGatewayV2::Route').map(
      ({ RouteKey, AuthorizationType }) => `${RouteKey} ${AuthorizationType}`,
    );
    const expected = operations.flatMap(({ operation: { method, path } }) => {
      const key = `${method} ${path}`;
      return [`${key} ${OPEN.includes(key) ? 'NONE' : 'CUSTOM'}`, `${key} AWS_IAM`];
    });
    expect(routes.sort()).toEqual(expected.sort());
  });

  it('R10: have an authorizer that caches nothing and fails without an Authorization header', () => {
    const [authorizer, ...others] = properties('AWS::ApiGatewayV2::Authorizer');
    expect(others).toEqual([]);
    expect(authorizer).toMatchObject({
      AuthorizerResultTtlInSeconds: 0,
      EnableSimpleResponses: true,
      IdentitySource: ['$request.header.Authorization'],
    });
  });

  it('are throttled, the open ones tighter', () => {
    const stages = properties('AWS::ApiGatewayV2::Stage');
    expect(stages).toHaveLength(2);
    for (const { DefaultRouteSettings, RouteSettings } of stages) {
      expect(DefaultRouteSettings.ThrottlingRateLimit).toBeGreaterThan(0);
      expect(DefaultRouteSettings.ThrottlingBurstLimit).toBeGreaterThan(0);
      expect(Object.keys(RouteSettings).sort()).toEqual([...OPEN].sort());
      for (const open of Object.values<Record<string, number>>(RouteSettings)) {
        expect(open.ThrottlingRateLimit).toBeLessThan(DefaultRouteSettings.ThrottlingRateLimit / 10);
        expect(open.ThrottlingBurstLimit).toBeLessThan(DefaultRouteSettings.ThrottlingBurstLimit / 10);
      }
    }
  });

  it('are logged as JSON: who, what, how it ended; no header, no query, no path', () => {
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

  it('have a domain name when one is chosen, with TLS 1.2 at least', () => {
    expect(properties('AWS::ApiGatewayV2::DomainName')).toEqual([]);
    expect(everything.properties('AWS::ApiGatewayV2::DomainName')).toMatchObject(
      ['api.example.com', 'signed.example.com'].map((DomainName) => ({
        DomainName,
        DomainNameConfigurations: [{ CertificateArn: EVERYTHING['certificate-arn'], SecurityPolicy: 'TLS_1_2' }],
      })),
    );
    expect(everything.properties('AWS::ApiGatewayV2::ApiMapping')).toHaveLength(2);
    for (const api of ['BearerApi', 'SignedApi']) {
      everything.template.hasOutput(`${api}DomainTarget`, {});
      const { Value } = everything.template.findOutputs(`${api}Url`)[`${api}Url`] ?? {};
      const domain = { Ref: expect.stringMatching(`^${api}Domain`) };
      expect(Value).toEqual({ 'Fn::Join': ['', ['https://', domain, '/']] });
    }
  });
});

describe('nobody from outside', () => {
  it('is let in by a policy: what allows names a service of AWS, and for which resource or account', () => {
    for (const stack of [template, development.template, everything.template]) {
      const policies = policyStatements(stack.toJSON());
      expect(policies.length).toBeGreaterThan(0);
      for (const { Effect, Principal, Condition, Action } of policies) {
        if (Effect === 'Deny') continue;
        const { Service, AWS } = Principal as { Service?: string; AWS?: unknown };
        if (Action === 'sts:AssumeRole') expect(Service).toBe('lambda.amazonaws.com');
        // The account itself, as every key must have it: whoever administers it decides there.
        else if (Action === 'kms:*') expect(JSON.stringify(AWS)).toMatch(/:iam::.*AWS::AccountId.*:root/);
        else {
          expect(Service).toBe('cloudwatch.amazonaws.com');
          expect(Condition).toEqual({ StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } });
        }
      }
    }
  });

  it('invokes a function but by the routes, the authorizer and the schedule of this stack', () => {
    for (const { Action, Principal, SourceArn } of properties('AWS::Lambda::Permission')) {
      expect(Action).toBe('lambda:InvokeFunction');
      expect(['apigateway.amazonaws.com', 'events.amazonaws.com']).toContain(Principal);
      expect(JSON.stringify(SourceArn)).toMatch(/BearerApi|SignedApi|Hourly/);
    }
    for (const type of [
      'AWS::Lambda::Url',
      'AWS::S3::Bucket',
      'AWS::EC2::VPC',
      'AWS::IAM::User',
      'AWS::IAM::AccessKey',
    ]) {
      expect(everything.properties(type)).toEqual([]);
    }
  });

  it('signs up to the user pool, or logs in to it without a second factor', () => {
    expect(properties('AWS::Cognito::UserPool')).toMatchObject([
      { AdminCreateUserConfig: { AllowAdminCreateUserOnly: true }, MfaConfiguration: 'ON' },
    ]);
  });
});

describe('permissions', () => {
  it('name their actions: no wildcard, no Scan, no batch of writes', () => {
    for (const action of statements.flatMap(actionsOf)) {
      expect(action).not.toContain('*');
      expect(action).not.toMatch(/Scan|BatchWriteItem|PartiQL/);
    }
  });

  it('are on the table or its indexes for some partitions, on its stream, the bus, the dead letters, or the own logs', () => {
    for (const statement of statements) {
      expect(statement.Effect).toBe('Allow');
      expect(JSON.stringify(statement.Resource)).not.toBe('"*"');
      const [service] = actionsOf(statement).map((action) => action.split(':')[0]);
      if (service === 'dynamodb' && !JSON.stringify(statement.Resource).includes('StreamArn')) {
        // The indexes of the audit log hold nothing else: who may query them may query all of it.
        const ofAuditLog = JSON.stringify(statement.Resource).includes('/index/audit-by-');
        const partitions = statement.Condition?.['ForAllValues:StringLike']['dynamodb:LeadingKeys'];
        expect(partitions === undefined ? ofAuditLog : partitions.length > 0).toBe(true);
        if (ofAuditLog) expect(actionsOf(statement)).toEqual(['dynamodb:Query']);
      } else expect(['dynamodb', 'events', 'logs', 'sqs']).toContain(service);
    }
  });

  it('let one function alone read the stream, which has the hashes of all tokens', () => {
    const readers = statements.filter((statement) => actionsOf(statement).includes('dynamodb:GetRecords'));
    expect(readers).toHaveLength(1);
  });

  it('R12: let no function change or delete an audit entry', () => {
    const onTheLog = statements.filter((statement) =>
      statement.Condition?.['ForAllValues:StringLike']?.['dynamodb:LeadingKeys'].some((key) =>
        'AUDIT_LOG'.startsWith(key.replace('*', '')),
      ),
    );
    expect(new Set(onTheLog.flatMap(actionsOf))).toEqual(new Set(['dynamodb:PutItem', 'dynamodb:Query']));
  });
});

describe('functions that other apps use', () => {
  interface Permission {
    readonly Principal: string;
    readonly SourceArn?: object;
    readonly FunctionName: { readonly 'Fn::GetAtt': readonly [logicalId: string, attribute: string] };
  }
  /** Which function lets in whom, from outside of the stack's own APIs and rules. */
  const admissions = ({ resources }: Synthesized) =>
    Object.values(resources('AWS::Lambda::Permission'))
      .map(({ Properties }): Permission => Properties)
      .map(({ FunctionName, Principal, SourceArn }) => ({
        fn: FunctionName['Fn::GetAtt'][0].replace(/\w{8}$/, ''),
        principal: Principal,
        source: JSON.stringify(SourceArn ?? null).replaceAll(/[[\]{}"]|(Fn::Join|Ref|AWS)::?/g, ''),
      }))
      .filter(({ principal, source }) => /\d{12}/.test(principal + source));

  it('have names that are known without a look-up', () => {
    const names = properties('AWS::Lambda::Function').flatMap(({ FunctionName }) => FunctionName ?? []);
    expect(names.sort()).toEqual(
      ['authorize-bearer', 'authorize-rest', 'identify-signed'].map((name) => `service-users-test-${name}`),
    );
  });

  it('may do the same, as an authorizer of HTTP APIs and of REST APIs', () => {
    const grants = (role: string) =>
      properties('AWS::IAM::Policy')
        .filter(({ PolicyName }) => PolicyName.startsWith(role))
        .map(({ PolicyDocument }) =>
          PolicyDocument.Statement.filter((statement: Statement) => actionsOf(statement)[0]?.startsWith('dynamodb:')),
        );
    expect(grants('AuthorizeRestRole')).toHaveLength(1);
    expect(grants('AuthorizeRestRole')).toEqual(grants('AuthorizeBearerRole'));
  });

  it('let in nobody of another account, unless it is named', () => {
    expect(admissions(production)).toEqual([]);
  });

  it('let in the authorizers of the APIs, and the functions, of an account that is named', () => {
    const admitted = admissions(synthesized({ 'consumer-accounts': '111111111111, 222222222222' }));
    const gateway = (fn: string, account: string) => ({
      fn,
      principal: 'apigateway.amazonaws.com',
      source: expect.stringMatching(new RegExp(`:execute-api:.*${account}:\\*/authorizers/\\*$`)),
    });
    expect(admitted).toHaveLength(6);
    for (const account of ['111111111111', '222222222222']) {
      expect(admitted).toContainEqual(gateway('AuthorizeBearer', account));
      expect(admitted).toContainEqual(gateway('AuthorizeRest', account));
      expect(admitted).toContainEqual({ fn: 'IdentifySigned', principal: account, source: 'null' });
    }
  });

  it.each(['*', '12345', '111111111111;222222222222', ''])('take no %j for an account', (accounts) => {
    expect(() => synthesized({ 'consumer-accounts': accounts })).toThrow('consumer-accounts must be 12 digits');
  });
});

describe('the table', () => {
  it('is encrypted, and can be restored to any point in time, in every stage', () => {
    for (const stack of [template, development.template]) {
      stack.hasResourceProperties('AWS::DynamoDB::GlobalTable', {
        SSESpecification: { SSEEnabled: true },
        Replicas: [{ PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } }],
      });
    }
  });
});

describe('what is kept when the stack is deleted', () => {
  const KEPT = ['AWS::Cognito::UserPool', 'AWS::DynamoDB::GlobalTable', 'AWS::Logs::LogGroup'];

  it('in production: table, people and logs, and the first two cannot be deleted by mistake', () => {
    for (const type of KEPT) {
      for (const { DeletionPolicy } of Object.values(resources(type))) expect(DeletionPolicy).toBe('Retain');
    }
    template.hasResourceProperties('AWS::DynamoDB::GlobalTable', { Replicas: [{ DeletionProtectionEnabled: true }] });
    template.hasResourceProperties('AWS::Cognito::UserPool', { DeletionProtection: 'ACTIVE' });
  });

  it('in development: nothing', () => {
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

describe('functions', () => {
  /** A gateway waits no longer, and then the caller does not learn what became of the request. */
  const GATEWAY_SECONDS = 30;

  it('run Node 24 on ARM, and say in the log of which stack they are', () => {
    const functions = properties('AWS::Lambda::Function');
    expect(functions).toHaveLength(operations.length + 6);
    for (const { Runtime, Architectures, LoggingConfig, Environment } of functions) {
      expect({ Runtime, Architectures }).toEqual({ Runtime: 'nodejs24.x', Architectures: ['arm64'] });
      expect(LoggingConfig).toMatchObject({ LogFormat: 'JSON', LogGroup: expect.anything() });
      expect(Environment.Variables.POWERTOOLS_SERVICE_NAME).toBe('service-users-test');
    }
  });

  it('end before the gateway gives up, when they are behind it', () => {
    const behind = [
      ...properties('AWS::ApiGatewayV2::Integration').map(({ IntegrationUri }) => IntegrationUri),
      ...properties('AWS::ApiGatewayV2::Authorizer').map(({ AuthorizerUri }) => AuthorizerUri),
    ].map((uri) => JSON.stringify(uri));
    const timeouts = Object.entries(resources('AWS::Lambda::Function'))
      .filter(([id]) => behind.some((uri) => uri.includes(`"${id}"`)))
      .map(([, { Properties }]) => Properties.Timeout);
    expect(timeouts).toHaveLength(operations.length + 1);
    expect(Math.max(...timeouts)).toBeLessThan(GATEWAY_SECONDS);
    for (const { TimeoutInMillis } of properties('AWS::ApiGatewayV2::Integration')) {
      expect(TimeoutInMillis).toBeUndefined();
    }
  });

  it('have executions set aside when their operation is open, and only then: a flood of it starves nobody', () => {
    const reserved = ({ resources }: typeof development) =>
      Object.entries(resources('AWS::Lambda::Function'))
        .map(([id, { Properties }]) => `${id.slice(0, -8).toLowerCase()}: ${Properties.ReservedConcurrentExecutions}`)
        .filter((limit) => !limit.endsWith('undefined'))
        .sort();
    const open = operations
      .filter(({ operation }) => operation.audience === 'open')
      .map(({ operation }) => operation.id);
    const limited = (limit: number) => open.map((id) => `${id.split('/')[1]?.replaceAll('-', '')}: ${limit}`).sort();
    expect(reserved(production)).toEqual(limited(10));
    expect(reserved(everything)).toEqual(limited(5));
    // A new account of AWS has none to spare.
    expect(reserved(development)).toEqual([]);
  });

  it('are traced when it is chosen', () => {
    const modes = ({ properties }: typeof development) =>
      new Set(properties('AWS::Lambda::Function').map(({ TracingConfig }) => TracingConfig?.Mode));
    expect(modes(development)).toEqual(new Set([undefined]));
    expect(modes(everything)).toEqual(new Set(['Active']));
  });
});

describe('logs', () => {
  it('are kept for a time, that may be chosen', () => {
    const days = ({ properties }: typeof development) =>
      new Set(properties('AWS::Logs::LogGroup').map(({ RetentionInDays }) => RetentionInDays));
    expect(days(development)).toEqual(new Set([90]));
    expect(days(everything)).toEqual(new Set([30]));
    expect(properties('AWS::Logs::LogGroup')).toHaveLength(operations.length + 6 + 2);
  });
});

describe('tokens', () => {
  it('are made with the prefix of the deployer, which is none unless they name one', () => {
    for (const [stack, TOKEN_PREFIX] of [
      [production, ''],
      [everything, 'acme'],
    ] as const) {
      stack.template.allResourcesProperties('AWS::Lambda::Function', { Environment: { Variables: { TOKEN_PREFIX } } });
    }
  });
});

describe('events', () => {
  it('leave the stream in order, are retried, and end as dead letters that outlive the stream', () => {
    const [mapping, ...others] = properties('AWS::Lambda::EventSourceMapping');
    expect(others).toEqual([]);
    expect(mapping).toMatchObject({
      BisectBatchOnFunctionError: true,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      StartingPosition: 'TRIM_HORIZON',
      DestinationConfig: { OnFailure: { Destination: expect.anything() } },
    });
    expect(mapping.MaximumRecordAgeInSeconds).toBeLessThan(24 * 60 * 60);
    // More than one at a time would be in order for each account as well, but nobody has needed it.
    expect(mapping.ParallelizationFactor).toBeUndefined();
    expect(properties('AWS::SQS::Queue')).toMatchObject([
      { MessageRetentionPeriod: 14 * 24 * 60 * 60, SqsManagedSseEnabled: true },
    ]);
  });

  it('of time are looked for every hour', () => {
    expect(properties('AWS::Events::Rule')).toMatchObject([{ ScheduleExpression: 'rate(1 hour)', State: 'ENABLED' }]);
  });
});

interface PolicyStatement {
  readonly Action: unknown;
  readonly Effect: string;
  readonly Principal: unknown;
  readonly Condition?: unknown;
}

/** Every statement that says whom it lets in, wherever in the template. */
function policyStatements(value: unknown): PolicyStatement[] {
  if (typeof value !== 'object' || value === null) return [];
  if ('Effect' in value && 'Principal' in value) return [value as PolicyStatement];
  return Object.values(value).flatMap(policyStatements);
}
