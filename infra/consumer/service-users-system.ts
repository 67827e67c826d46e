// A deployed Service Users system, as the constructs ServiceUser and ServiceToken of another app use it: the functions that
// manage the accounts and rotate the secrets. Exported as `service-users`.
import { Duration, RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import { Alarm, type IAlarm, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { functionCode } from '#function-code';
import { DEFAULT_POLICY } from '../../shared/domain/policy.ts';
import { ServiceUsersFunction } from '../constructs/service-users-function.ts';

/** The part of the token policy that limits tokens as code. */
export interface TokenPolicy {
  readonly maxLifetimeDays: number;
  readonly defaultLifetimeDays: number;
  readonly maxOverlapHours: number;
}

export interface ServiceUsersSystemProps {
  /** The stack output `SignedApiUrl` of Service Users. */
  readonly signedApiUrl: string;
  /** The stack output `SignedApiId`. @default the id in `signedApiUrl`, if that is not a custom domain */
  readonly signedApiId?: string;
  /** The stack output `BearerApiUrl`. Tokens with `rotateEvery` need it. @default tokens cannot be rotated */
  readonly bearerApiUrl?: string;
  /**
   * Name of the role that manages the accounts. An Admin binds it to a Service User with the role Admin.
   *
   * @default <stack>-service-users-provider
   */
  readonly roleName?: string;
  /** The token policy, if it differs from the default. Tokens are checked against it when the app is synthesized. */
  readonly policy?: Partial<TokenPolicy>;
  /** Receives the alarm that a rotation failed. @default the alarm has no action */
  readonly alarmTopic?: ITopic;
  /** URL of the documentation folder, for the alarm. @default docs */
  readonly docsUrl?: string;
}

/** The operations that the provider calls. */
const OPERATIONS = [
  'GET/api/me',
  'POST/api/users',
  'GET/api/users/*',
  'PUT/api/users/*',
  'DELETE/api/users/*',
  'POST/api/users/*/reactivate',
  'POST/api/users/*/federation-policies',
  'POST/api/user-tokens',
  'GET/api/user-tokens/*',
  'PUT/api/user-tokens/*',
  'DELETE/api/user-tokens/*',
  'POST/api/user-tokens/*/rotate',
];

/** CloudFormation waits for an hour, and Lambda for at most 15 minutes. */
const PROVIDER_TIMEOUT = Duration.minutes(5);

export class ServiceUsersSystem extends Construct {
  /** Manages the Service Users and tokens of the stack. */
  readonly provider: LambdaFunction;
  readonly policy: TokenPolicy;
  private readonly props: ServiceUsersSystemProps;
  private readonly claimed = new Set<string>();
  private rotation: { readonly fn: LambdaFunction; readonly alarm: IAlarm } | undefined;

  constructor(scope: Construct, id: string, props: ServiceUsersSystemProps) {
    super(scope, id);
    this.props = props;
    this.policy = {
      maxLifetimeDays: DEFAULT_POLICY.max_lifetime_days,
      defaultLifetimeDays: DEFAULT_POLICY.default_lifetime_days,
      maxOverlapHours: DEFAULT_POLICY.max_overlap_hours,
      ...props.policy,
    };
    this.provider = this.function('Provider', 'provide-service-users', PROVIDER_TIMEOUT, {
      environment: { SERVICE_USERS_SIGNED_URL: withoutSlash(props.signedApiUrl) },
      roleName: this.roleName,
    });
    const { id: apiId, region } = this.signedApi();
    this.provider.addToRolePolicy(
      new PolicyStatement({
        actions: ['execute-api:Invoke'],
        resources: OPERATIONS.map((operation) =>
          Stack.of(this).formatArn({
            service: 'execute-api',
            region,
            resource: apiId,
            resourceName: `$default/${operation}`,
          }),
        ),
      }),
    );
  }

  /** The role that an Admin binds to a Service User with the role Admin, before the first deployment. */
  get roleName(): string {
    return this.props.roleName ?? `${Stack.of(this).stackName}-service-users-provider`;
  }

  /** The alarm that a rotation failed. Undefined if no token has `rotateEvery`. */
  get rotationAlarm(): IAlarm | undefined {
    return this.rotation?.alarm;
  }

  /** The function that rotates secrets, which all tokens of the stack share. @internal */
  rotationFunction(): LambdaFunction {
    this.rotation ??= this.createRotation();
    return this.rotation.fn;
  }

  /** @throws Error when another construct of the stack has the same name @internal */
  claim(kind: string, name: string): void {
    const key = `${kind} ${name.normalize('NFKC').toLowerCase()}`;
    if (this.claimed.has(key)) throw new Error(`There are two constructs for the ${kind} "${name}". Remove one.`);
    this.claimed.add(key);
  }

  private createRotation() {
    const { bearerApiUrl, alarmTopic, docsUrl = 'docs' } = this.props;
    if (bearerApiUrl === undefined) throw new Error('Tokens with rotateEvery need bearerApiUrl of ServiceUsersSystem.');
    const fn = this.function('Rotation', 'rotate-secret', Duration.minutes(2), {
      environment: { SERVICE_USERS_URL: withoutSlash(bearerApiUrl) },
    });
    fn.addPermission('SecretsManager', {
      principal: new ServicePrincipal('secretsmanager.amazonaws.com'),
      sourceAccount: Stack.of(this).account,
    });
    const alarm = new Alarm(this, 'RotationFailed', {
      alarmDescription: `A secret of a Service User was not rotated. Runbook: ${withoutSlash(docsUrl)}/constructs.md#if-a-rotation-fails`,
      metric: fn.metricErrors({ period: Duration.minutes(5), statistic: 'Sum' }),
      threshold: 1,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    if (alarmTopic) alarm.addAlarmAction(new SnsAction(alarmTopic));
    return { fn, alarm };
  }

  private function(
    id: string,
    entry: 'provide-service-users' | 'rotate-secret',
    timeout: Duration,
    props: { readonly environment: Record<string, string>; readonly roleName?: string },
  ): LambdaFunction {
    return new ServiceUsersFunction(this, id, {
      code: functionCode(entry),
      logRetention: RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
      tracing: false,
      timeout,
      ...props,
    });
  }

  /** The host of an API without a custom domain is `<id>.execute-api.<region>.amazonaws.com`. */
  private signedApi(): { readonly id: string; readonly region: string } {
    const { signedApiUrl: url, signedApiId } = this.props;
    const [, id, region] = /^https:\/\/(\w+)\.execute-api\.([\w-]+)\./.exec(Token.isUnresolved(url) ? '' : url) ?? [];
    const known = signedApiId ?? id;
    if (known === undefined)
      throw new Error('signedApiUrl has no id of an API: set signedApiId, the output SignedApiId.');
    return { id: known, region: region ?? Stack.of(this).region };
  }
}

function withoutSlash(url: string): string {
  return Token.isUnresolved(url) ? url : url.replace(/\/+$/, '');
}
