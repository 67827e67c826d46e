// Permissions: no access from outside, least privilege for each function, and the grants of other apps.
import { describe, expect, it } from 'vitest';
import { operations } from '../../infra/operations.ts';
import { synthesized } from './support/synthesize.ts';

const production = await synthesized('production');
const { properties, rolePolicies } = production;
const development = await synthesized('development');
const everything = await synthesized('everything');

interface Statement {
  readonly Action: string | string[];
  readonly Resource: unknown;
  readonly Effect: string;
  readonly Condition?: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': string[] } };
}

const statements: Statement[] = rolePolicies().flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
const withoutHash = (logicalId: string) => logicalId.replace(/\w{8}$/, '');
const actionsOf = ({ Action }: Statement) => [Action].flat();

describe('access from outside', () => {
  it('is allowed by no policy: every statement names a service of AWS and its account', () => {
    for (const { template } of [production, development, everything]) {
      const policies = policyStatements(template.toJSON());
      expect(policies.length).toBeGreaterThan(0);
      for (const { Effect, Principal, Condition, Action } of policies) {
        if (Effect === 'Deny') continue;
        const { Service, AWS } = Principal as { Service?: string; AWS?: unknown };
        if (Action === 'sts:AssumeRole') expect(Service).toMatch(/^(lambda|apigateway)\.amazonaws\.com$/);
        // Every key requires this statement, which delegates to the IAM policies of the account.
        else if (Action === 'kms:*') expect(JSON.stringify(AWS)).toMatch(/:iam::.*AWS::AccountId.*:root/);
        else {
          expect(Service).toBe('cloudwatch.amazonaws.com');
          expect(Condition).toEqual({ StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } });
        }
      }
    }
  });

  it('invokes functions only through the authorizers of its APIs, the schedule of this stack, and authorizers of other APIs', () => {
    for (const { Action, Principal, SourceArn } of properties('AWS::Lambda::Permission')) {
      expect(Action).toBe('lambda:InvokeFunction');
      expect(['apigateway.amazonaws.com', 'events.amazonaws.com']).toContain(Principal);
      expect(JSON.stringify(SourceArn)).toMatch(/BearerApi.*\/authorizers\/|Hourly|:\*\/authorizers\/\*"/);
    }
    for (const type of ['AWS::Lambda::Url', 'AWS::EC2::VPC', 'AWS::IAM::User', 'AWS::IAM::AccessKey']) {
      expect(everything.properties(type)).toEqual([]);
    }
  });

  it('has a bucket only for the archive of the audit log, closed to the public and to other writes', () => {
    expect(properties('AWS::S3::Bucket')).toEqual([]);
    const closed = {
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    };
    expect(everything.properties('AWS::S3::Bucket')).toMatchObject([{ PublicAccessBlockConfiguration: closed }]);
    const [{ PolicyDocument }] = everything.properties('AWS::S3::BucketPolicy');
    expect(PolicyDocument.Statement).toMatchObject([
      { Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
      { Effect: 'Deny', Action: 's3:PutObject', Condition: { Null: { 's3:if-none-match': 'true' } } },
    ]);
  });

  it('has no sign-up to the user pool, and no login without a second factor', () => {
    expect(properties('AWS::Cognito::UserPool')).toMatchObject([
      { AdminCreateUserConfig: { AllowAdminCreateUserOnly: true }, MfaConfiguration: 'ON' },
    ]);
  });
});

describe('permissions', () => {
  it('list their actions, without wildcard, Scan or batch writes', () => {
    for (const action of statements.flatMap(actionsOf)) {
      expect(action).not.toContain('*');
      expect(action).not.toMatch(/Scan|BatchWriteItem|PartiQL/);
    }
  });

  it('are limited to partitions of the table and its indexes, the stream, the bus, the dead letters and the own logs', () => {
    for (const statement of statements) {
      expect(statement.Effect).toBe('Allow');
      expect(JSON.stringify(statement.Resource)).not.toBe('"*"');
      const [service] = actionsOf(statement).map((action) => action.split(':')[0]);
      if (service === 'dynamodb' && !JSON.stringify(statement.Resource).includes('StreamArn')) {
        // The indexes of the audit log contain nothing else, so that access to them is not limited to partitions.
        const ofAuditLog = JSON.stringify(statement.Resource).includes('/index/audit-by-');
        const partitions = statement.Condition?.['ForAllValues:StringLike']['dynamodb:LeadingKeys'];
        expect(partitions === undefined ? ofAuditLog : partitions.length > 0).toBe(true);
        if (ofAuditLog) expect(actionsOf(statement)).toEqual(['dynamodb:Query']);
      } else expect(['dynamodb', 'events', 'lambda', 'logs', 'sqs']).toContain(service);
    }
  });

  it('let only one function read the stream, which has the hashes of all tokens', () => {
    const readers = statements.filter((statement) => actionsOf(statement).includes('dynamodb:GetRecords'));
    expect(readers).toHaveLength(1);
  });

  it('let API Gateway invoke the functions of its integrations, and no other function or version', () => {
    for (const stack of [production, everything]) {
      const integrations = stack.properties('AWS::ApiGatewayV2::Integration');
      const [roleId = '', ...others] = Object.entries(stack.resources('AWS::IAM::Role'))
        .filter(([, { Properties }]) => JSON.stringify(Properties.AssumeRolePolicyDocument).includes('apigateway'))
        .map(([id]) => id);
      expect(others).toEqual([]);
      for (const { CredentialsArn } of integrations) expect(CredentialsArn).toEqual({ 'Fn::GetAtt': [roleId, 'Arn'] });

      const [statement, ...moreStatements] = stack
        .rolePolicies()
        .filter(({ role }) => role === roleId)
        .flatMap(({ PolicyDocument }) => PolicyDocument.Statement);

      expect(moreStatements).toEqual([]);
      expect(statement).toMatchObject({ Action: 'lambda:InvokeFunction', Effect: 'Allow' });
      const invoked = new Set(integrations.map(({ IntegrationUri }) => JSON.stringify(IntegrationUri)));
      expect(new Set(statement.Resource.map((arn: unknown) => JSON.stringify(arn)))).toEqual(invoked);
      // Those of the operations, and the one that serves the console.
      expect(statement.Resource).toHaveLength(operations.length + 1);
      for (const arn of statement.Resource) expect(arn).toEqual({ 'Fn::GetAtt': [expect.any(String), 'Arn'] });
    }
  });

  it('let only API Gateway invoke functions, by a role', () => {
    const invoking = rolePolicies().filter(({ PolicyDocument }) =>
      PolicyDocument.Statement.flatMap(actionsOf).includes('lambda:InvokeFunction'),
    );
    expect(invoking.map(({ role }) => withoutHash(role))).toEqual(['IntegrationRole']);
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
  const ALIASES = ['service-users', 'with-admins', 'with-admins-and-people', 'with-people'];
  interface Permission {
    readonly Principal: string;
    readonly SourceArn?: object;
    /** The ARN of a function, or the reference to an alias. */
    readonly FunctionName:
      | { readonly Ref: string }
      | { readonly 'Fn::GetAtt': readonly [logicalId: string, attribute: string] };
  }
  /** `AuthorizeBearer`, or `AuthorizeBearer:with-people` by an alias. */
  const targetOf = ({ resources }: typeof production, fn: Permission['FunctionName']) => {
    if ('Fn::GetAtt' in fn) return withoutHash(fn['Fn::GetAtt'][0]);
    const { FunctionName, Name } = resources('AWS::Lambda::Alias')[fn.Ref]?.Properties ?? {};
    return `${withoutHash(FunctionName.Ref)}:${Name}`;
  };
  /** The principals from outside the stack that may invoke a function. */
  const admissions = (stack: typeof production) =>
    stack
      .properties('AWS::Lambda::Permission')
      .map(({ FunctionName, Principal, SourceArn }: Permission) => ({
        fn: targetOf(stack, FunctionName),
        principal: Principal,
        source: JSON.stringify(SourceArn ?? null).replaceAll(/[[\]{}"]|(Fn::Join|Ref|AWS)::?/g, ''),
      }))
      .filter(({ principal, source }) => /\d{12}|:\*\/authorizers/.test(principal + source));

  it('have fixed names', () => {
    const names = properties('AWS::Lambda::Function').flatMap(({ FunctionName }) => FunctionName ?? []);
    expect(names.sort()).toEqual(
      ['authorize-bearer', 'authorize-rest', 'identify-signed'].map((file) => `service-users-test-${file}`),
    );
  });

  it('have the same permissions as authorizers of HTTP APIs and of REST APIs', () => {
    const grants = (name: string) =>
      rolePolicies()
        .filter(({ role }) => role.startsWith(name))
        .map(({ PolicyDocument }) =>
          PolicyDocument.Statement.filter((statement: Statement) => actionsOf(statement)[0]?.startsWith('dynamodb:')),
        );
    expect(grants('AuthorizeRestRole')).toHaveLength(1);
    expect(grants('AuthorizeRestRole')).toEqual(grants('AuthorizeBearerRole'));
  });

  it('only read, if they identify who signed for a function of another team, which could claim any IAM principal', () => {
    const [policy] = rolePolicies().filter(({ role }) => role.startsWith('IdentifySigned'));
    const actions = policy?.PolicyDocument.Statement.flatMap(actionsOf).filter((action: string) =>
      action.startsWith('dynamodb:'),
    );
    expect(actions).toEqual(['dynamodb:GetItem']);
  });

  it('have an alias for each choice of accounts that an API accepts, if they are authorizers, which is the deployed code', () => {
    const aliases = production.properties('AWS::Lambda::Alias');
    expect(aliases.map(({ FunctionName, Name }) => `${withoutHash(FunctionName.Ref)}:${Name}`).sort()).toEqual(
      ['AuthorizeBearer', 'AuthorizeRest'].flatMap((fn) => ALIASES.map((alias) => `${fn}:${alias}`)),
    );
    for (const { FunctionVersion } of aliases) expect(FunctionVersion).toBe('$LATEST');
  });

  it('can be invoked by the APIs of this account, with one permission for each alias', () => {
    const source = expect.stringMatching(/AccountId,:\*\/authorizers\/\*$/);
    const admitted = admissions(production);
    expect(admitted.map(({ fn }) => fn).sort()).toEqual(
      ['AuthorizeBearer', 'AuthorizeRest'].flatMap((fn) => ALIASES.map((alias) => `${fn}:${alias}`)),
    );
    for (const one of admitted) expect(one).toMatchObject({ principal: 'apigateway.amazonaws.com', source });
  });

  it('can be invoked by the APIs and the functions of a configured account', () => {
    const admitted = admissions(everything);
    const gateway = (fn: string, account: string) => ({
      fn,
      principal: 'apigateway.amazonaws.com',
      source: expect.stringMatching(new RegExp(`:execute-api:.*${account}:\\*/authorizers/\\*$`)),
    });
    // The first permission of each alias is that of this account.
    expect(admitted).toHaveLength(2 * ALIASES.length + 2 * (2 * ALIASES.length + 1));
    for (const account of ['111111111111', '222222222222']) {
      for (const alias of ALIASES) {
        expect(admitted).toContainEqual(gateway(`AuthorizeBearer:${alias}`, account));
        expect(admitted).toContainEqual(gateway(`AuthorizeRest:${alias}`, account));
      }
      expect(admitted).toContainEqual({ fn: 'IdentifySigned', principal: account, source: 'null' });
    }
  });
});

interface PolicyStatement {
  readonly Action: unknown;
  readonly Effect: string;
  readonly Principal: unknown;
  readonly Condition?: unknown;
}

/** Every statement with a principal in the template. */
function policyStatements(value: unknown): PolicyStatement[] {
  if (typeof value !== 'object' || value === null) return [];
  if ('Effect' in value && 'Principal' in value) return [value as PolicyStatement];
  return Object.values(value).flatMap(policyStatements);
}
