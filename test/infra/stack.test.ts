import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../infra/config.ts';
import { operations } from '../../infra/operations.ts';
import { ServiceUsersStack } from '../../infra/stack.ts';

function synthesized(context: Record<string, string>): Template {
  const app = new App({ context });
  return Template.fromStack(new ServiceUsersStack(app, 'Stack', { config: readConfig(app.node) }));
}
const template = synthesized({ stage: 'prod' });
const development = synthesized({ stage: 'dev', 'token-prefix': 'acme' });

interface Statement {
  readonly Action: string | string[];
  readonly Resource: unknown;
  readonly Effect: string;
  readonly Condition?: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': string[] } };
}

const properties = (type: string) => Object.values(template.findResources(type)).map(({ Properties }) => Properties);
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

  it('are throttled, and logged without the Authorization header', () => {
    const stages = properties('AWS::ApiGatewayV2::Stage');
    expect(stages).toHaveLength(2);
    for (const { DefaultRouteSettings, RouteSettings, AccessLogSettings } of stages) {
      expect(DefaultRouteSettings.ThrottlingRateLimit).toBeGreaterThan(0);
      expect(Object.keys(RouteSettings).sort()).toEqual([...OPEN].sort());
      for (const { ThrottlingRateLimit } of Object.values<Record<string, number>>(RouteSettings)) {
        expect(ThrottlingRateLimit).toBeLessThan(DefaultRouteSettings.ThrottlingRateLimit / 10);
      }
      expect(JSON.parse(AccessLogSettings.Format)).toMatchObject({ request_id: '$context.requestId' });
      expect(AccessLogSettings.Format).not.toMatch(/authorization/i);
    }
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
  const admissions = (of: Template) =>
    Object.values(of.findResources('AWS::Lambda::Permission'))
      .map(({ Properties }): Permission => Properties)
      .map(({ FunctionName, Principal, SourceArn }) => ({
        fn: FunctionName['Fn::GetAtt'][0].replace(/\w{8}$/, ''),
        principal: Principal,
        source: JSON.stringify(SourceArn ?? null).replaceAll(/[[\]{}"]|(Fn::Join|Ref|AWS)::?/g, ''),
      }))
      .filter(({ principal, source }) => /\d{12}/.test(principal + source));

  it('have names that are known without a look-up', () => {
    const names = properties('AWS::Lambda::Function').flatMap(({ FunctionName }) => FunctionName ?? []);
    expect(names.sort()).toEqual(['Stack-authorize-bearer', 'Stack-authorize-rest', 'Stack-identify-signed']);
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
    expect(admissions(template)).toEqual([]);
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
    expect(() => synthesized({ 'consumer-accounts': accounts })).toThrow('consumer-accounts.0 must be 12 digits');
  });
});

describe('the table', () => {
  it('survives the stack in production, with point-in-time recovery', () => {
    template.hasResource('AWS::DynamoDB::GlobalTable', {
      DeletionPolicy: 'Retain',
      Properties: {
        Replicas: [
          { DeletionProtectionEnabled: true, PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } },
        ],
      },
    });
  });

  it('goes with the stack in development', () => {
    development.hasResource('AWS::DynamoDB::GlobalTable', { DeletionPolicy: 'Delete' });
  });
});

describe('functions', () => {
  it('run Node 24 on ARM, end before the gateway gives up, and keep their logs for a time', () => {
    const functions = properties('AWS::Lambda::Function');
    expect(functions).toHaveLength(operations.length + 6);
    // Two are not behind a gateway.
    expect(functions.filter(({ Timeout }) => Timeout >= 30)).toHaveLength(2);
    for (const { Runtime, Architectures, LoggingConfig } of functions) {
      expect({ Runtime, Architectures }).toEqual({ Runtime: 'nodejs24.x', Architectures: ['arm64'] });
      expect(LoggingConfig.LogGroup).toBeDefined();
    }
    for (const { RetentionInDays } of properties('AWS::Logs::LogGroup')) expect(RetentionInDays).toBe(90);
  });
});

describe('tokens', () => {
  it('are made with the prefix of the deployer, which is none unless they name one', () => {
    for (const [stack, TOKEN_PREFIX] of [
      [template, ''],
      [development, 'acme'],
    ] as const) {
      stack.allResourcesProperties('AWS::Lambda::Function', { Environment: { Variables: { TOKEN_PREFIX } } });
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
