// The resources that ServiceUsersSystem, ServiceUser and ServiceToken create in the stack of another app, and what they refuse.
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { describe, expect, it } from 'vitest';
import {
  GitHub,
  GitLab,
  Kubernetes,
  ServiceToken,
  type ServiceTokenProps,
  ServiceUser,
  type ServiceUserProps,
  type ServiceUsersSystemProps,
} from '../../infra/consumer/index.ts';
import { type ConstructApp, constructApp } from '../support/construct-app.ts';

const AUDIENCE = 'https://service-users.example.com';

const user = ({ stack, system }: ConstructApp, props: Partial<ServiceUserProps> = {}) =>
  new ServiceUser(stack, props.name ?? 'ETL', { system, name: 'ETL', ...props });

const token = (app: ConstructApp, props: Partial<ServiceTokenProps> = {}) =>
  new ServiceToken(app.stack, props.name ?? 'Token', { name: 'production', ...props, user: props.user ?? user(app) });

function templateOf(build: (app: ConstructApp) => void, props?: Partial<ServiceUsersSystemProps>): Template {
  return Template.fromStack(constructApp(build, props).stack);
}

/** The actions that each role allows, by the start of its logical id. */
function actionsOf(template: Template, role: string): string[] {
  const [found] = Object.entries(template.findResources('AWS::IAM::Role')).filter(([id]) => id.startsWith(role));
  const statements = found?.[1].Properties.Policies[0].PolicyDocument.Statement;
  return statements.flatMap(({ Action }: { Action: string | string[] }) => Action).sort();
}

/** The settings of the only custom resource of the type. Tokens of the template are in angle brackets. */
function settingsOf(template: Template, type: string) {
  const [resource] = Object.values(template.findResources(type));
  const settings = resource?.Properties.Settings;
  if (typeof settings === 'string') return JSON.parse(settings);
  const parts = settings['Fn::Join'][1].map((part: unknown) => (typeof part === 'string' ? part : '<token>'));
  return JSON.parse(parts.join(''));
}

describe('the provider', () => {
  const template = templateOf((app) => token(app));

  it('has a role with a known name, which an Admin can bind before the first deployment', () => {
    template.hasResourceProperties('AWS::IAM::Role', { RoleName: 'pipelines-service-users-provider' });
  });

  it('may call only the operations that it needs, and write secrets but not read them', () => {
    expect(actionsOf(template, 'ServiceUsersProvider')).toEqual([
      'execute-api:Invoke',
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      'secretsmanager:DescribeSecret',
      'secretsmanager:PutSecretValue',
    ]);
    const text = JSON.stringify(template.toJSON());
    expect(text).toContain(':signed1234/$default/POST/api/users"');
    expect(text).toContain(':execute-api:eu-west-1:');
    expect(text).not.toContain('$default/*');
  });

  it('needs the id of the API with a custom domain', () => {
    const signedApiUrl = 'https://signed.example.com';
    expect(() => constructApp(() => {}, { signedApiUrl })).toThrow('set signedApiId');
    expect(() => constructApp(() => {}, { signedApiUrl, signedApiId: 'abc' })).not.toThrow();
  });
});

describe('ServiceUser', () => {
  it('keeps the account when it is removed from the stack, unless it should be deactivated', () => {
    const policies = { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' };
    templateOf((app) => user(app)).hasResource('Custom::ServiceUser', policies);
    templateOf((app) => user(app, { removalPolicy: RemovalPolicy.DESTROY })).hasResource('Custom::ServiceUser', {
      DeletionPolicy: 'Delete',
    });
  });

  it('passes its settings as JSON, in which numbers and booleans keep their types', () => {
    const template = templateOf((app) => {
      const role = new Role(app.stack, 'Task', { assumedBy: new ServicePrincipal('ecs-tasks.amazonaws.com') });
      user(app, {
        teams: ['Data'],
        owners: ['ana@example.com'],
        purpose: 'Loads the warehouse.',
        labels: { env: 'prod' },
        iamPrincipals: [role, 'arn:aws:iam::111111111111:role/other'],
        federation: [Kubernetes.serviceAccount({ ...KUBERNETES, sessionMinutes: 30 })],
        adopt: true,
      });
    });
    expect(settingsOf(template, 'Custom::ServiceUser')).toEqual({
      name: 'ETL',
      teams: ['Data'],
      owners: ['ana@example.com'],
      purpose: 'Loads the warehouse.',
      labels: { env: 'prod' },
      iam_principals: ['<token>', 'arn:aws:iam::111111111111:role/other'],
      federation_policies: [expect.objectContaining({ session_minutes: 30 })],
      adopt: true,
    });
  });

  it('refuses two constructs for the same account', () => {
    expect(() =>
      constructApp((app) => {
        user(app);
        new ServiceUser(app.stack, 'Again', { system: app.system, name: 'etl' });
      }),
    ).toThrow('There are two constructs for the Service User "etl". Remove one.');
  });
});

const KUBERNETES = {
  audience: AUDIENCE,
  issuer: 'https://oidc.example.com',
  namespace: 'etl',
  serviceAccount: 'nightly',
};

describe('federation', () => {
  it('accepts one environment or one branch of GitHub, by names or by ids', () => {
    const names = { audience: AUDIENCE, repository: 'acme/etl' };
    expect(GitHub.environment({ ...names, environment: 'production' })).toEqual({
      name: 'GitHub Actions: acme/etl, environment production',
      issuer: 'https://token.actions.githubusercontent.com',
      audience: AUDIENCE,
      subject: 'repo:acme/etl:environment:production',
      claims: {},
    });
    expect(GitHub.branch({ ...names, branch: 'main', repositoryId: '7654321', ownerId: '1234567' })).toMatchObject({
      subject: 'repo:acme@1234567/etl@7654321:ref:refs/heads/main',
      claims: { repository_owner_id: '1234567', repository_id: '7654321' },
    });
    expect(() => GitHub.branch({ audience: AUDIENCE, repository: 'etl', branch: 'main' })).toThrow('owner/repository');
  });

  it('accepts one protected branch of GitLab, and one service account of a cluster', () => {
    expect(GitLab.branch({ audience: AUDIENCE, project: 'acme/etl', projectId: '4321', branch: 'main' })).toMatchObject(
      {
        issuer: 'https://gitlab.com',
        subject: 'project_path:acme/etl:ref_type:branch:ref:main',
        claims: { ref_protected: 'true', project_id: '4321' },
      },
    );
    expect(Kubernetes.serviceAccount(KUBERNETES)).toMatchObject({ subject: 'system:serviceaccount:etl:nightly' });
  });
});

describe('ServiceToken', () => {
  const rotated = templateOf(
    (app) => token(app, { expiresIn: Duration.days(90), rotateEvery: Duration.days(30), overlap: Duration.hours(48) }),
    {},
  );

  it('has an empty secret, which only the provider fills', () => {
    const [secret] = Object.values(rotated.findResources('AWS::SecretsManager::Secret'));
    expect(secret?.Properties).not.toHaveProperty('GenerateSecretString');
    expect(secret?.Properties).not.toHaveProperty('SecretString');
    // Without a KMS key, the key of Secrets Manager encrypts it, and no role needs a permission for it.
    expect(secret?.Properties).not.toHaveProperty('KmsKeyId');
    expect(JSON.stringify(rotated.toJSON())).not.toContain('kms:');
    expect(secret?.Properties.Tags).toEqual([{ Key: 'service-users:overlap-hours', Value: '48' }]);
  });

  it('passes scopes and addresses to the provider', () => {
    const narrowing = { scopes: ['api:reports'], allowedCidrs: ['203.0.113.0/24'] };
    expect(
      settingsOf(
        templateOf((app) => token(app, narrowing)),
        'Custom::ServiceUserToken',
      ),
    ).toMatchObject({
      scopes: ['api:reports'],
      allowed_cidrs: ['203.0.113.0/24'],
    });
  });

  it('is rotated by a function without a credential of Service Users, and without a permission to administer it', () => {
    rotated.hasResourceProperties('AWS::SecretsManager::RotationSchedule', {
      RotationRules: { ScheduleExpression: 'rate(30 days)' },
      RotateImmediatelyOnUpdate: false,
    });
    expect(actionsOf(rotated, 'ServiceUsersRotation')).toEqual([
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      'secretsmanager:DescribeSecret',
      'secretsmanager:GetSecretValue',
      'secretsmanager:ListSecretVersionIds',
      'secretsmanager:PutSecretValue',
      'secretsmanager:UpdateSecretVersionStage',
    ]);
    rotated.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: { SERVICE_USERS_URL: 'https://bearer1234.execute-api.eu-west-1.amazonaws.com' } },
    });
    rotated.hasResourceProperties('AWS::Lambda::Permission', {
      Principal: 'secretsmanager.amazonaws.com',
      SourceAccount: Match.anyValue(),
    });
  });

  it('has no rotation and no function for it without rotateEvery', () => {
    const template = templateOf((app) => token(app));
    template.resourceCountIs('AWS::SecretsManager::RotationSchedule', 0);
    template.resourceCountIs('AWS::Lambda::Function', 1);
    template.resourceCountIs('AWS::CloudWatch::Alarm', 0);
  });

  it('has an alarm for a failed rotation, which names its runbook', () => {
    const template = templateOf(
      ({ stack, system }) => new ServiceToken(stack, 'Token', { ...ROTATED, system, user: 'etl@service' }),
      { docsUrl: 'https://wiki.example.com/docs/' },
    );
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmDescription: Match.stringLikeRegexp('https://wiki.example.com/docs/constructs.md#if-a-rotation-fails$'),
      MetricName: 'Errors',
      Threshold: 1,
    });
  });

  it('gives what reads the secret a reference to the token, so that the secret has a value before', () => {
    const template = templateOf((app) => {
      const role = new Role(app.stack, 'Task', { assumedBy: new ServicePrincipal('ecs-tasks.amazonaws.com') });
      token(app).secret.grantRead(role);
    });
    const [id] = Object.keys(template.findResources('Custom::ServiceUserToken'));
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: { Statement: [{ Resource: { 'Fn::GetAtt': [id, 'SecretArn'] } }] },
    });
  });

  it.each<[string, Partial<ServiceTokenProps>, string]>([
    ['a lifetime beyond the policy', { expiresIn: Duration.days(400) }, 'the policy allows 365: lower expiresIn'],
    ['a lifetime of hours', { expiresIn: Duration.hours(36) }, 'set expiresIn to whole days'],
    ['a rotation after the expiration', { ...days(30, 30) }, 'too early for a rotation every 720 hours'],
    ['a rotation on the last day', { ...days(30, 29) }, 'raise expiresIn'],
    ['a schedule of minutes', { rotateEvery: Duration.minutes(90) }, 'use 4 to 23 hours, or whole days'],
    ['a schedule of 36 hours', { rotateEvery: Duration.hours(36) }, 'use 4 to 23 hours, or whole days'],
    ['an overlap beyond the policy', { ...days(90, 30), overlap: Duration.hours(169) }, 'the policy allows 168'],
    ['an overlap beyond the next rotation', { ...days(90, 1), overlap: Duration.hours(25) }, 'lower overlap'],
    ['no overlap', { ...days(90, 30), overlap: Duration.hours(0) }, 'set overlap to 1 hour or more'],
    ['an overlap of minutes', { ...days(90, 30), overlap: Duration.minutes(90) }, 'use whole hours'],
    ['an overlap without a rotation', { overlap: Duration.hours(2) }, 'set rotateEvery, or remove overlap'],
    [
      'a rotation of a token for some addresses',
      { ...ROTATED, allowedCidrs: ['203.0.113.0/24'] },
      'remove rotateEvery',
    ],
    ['a user_id without a system', { user: 'etl@service' }, 'needs system'],
  ])('refuses %s, in one line', (_, props, reason) => {
    expect(() => constructApp((app) => token(app, props))).toThrow(reason);
    expect(() => constructApp((app) => token(app, props))).toThrow(/^The token "production" [^\n]+\.$/);
  });

  it('refuses times that a stricter policy does not allow', () => {
    const strict = { policy: { maxLifetimeDays: 30, defaultLifetimeDays: 30, maxOverlapHours: 12 } };
    expect(() => constructApp((app) => token(app, { expiresIn: Duration.days(31) }), strict)).toThrow('allows 30');
    const template = templateOf((app) => token(app, { rotateEvery: Duration.days(7) }), strict);
    const [secret] = Object.values(template.findResources('AWS::SecretsManager::Secret'));
    expect(secret?.Properties.Tags).toEqual([{ Key: 'service-users:overlap-hours', Value: '12' }]);
  });

  it('refuses a token that would outlive the deactivation of its account, and a name twice', () => {
    expect(() =>
      constructApp((app) => token(app, { user: user(app, { removalPolicy: RemovalPolicy.DESTROY }) })),
    ).toThrow('set DESTROY on both');
    expect(() =>
      constructApp((app) => {
        const owner = user(app);
        for (const id of ['One', 'Two']) new ServiceToken(app.stack, id, { user: owner, name: 'production' });
      }),
    ).toThrow('There are two constructs for the token');
  });
});

const ROTATED = { name: 'production', rotateEvery: Duration.days(30) };

function days(expiresIn: number, rotateEvery: number) {
  return { expiresIn: Duration.days(expiresIn), rotateEvery: Duration.days(rotateEvery) };
}
