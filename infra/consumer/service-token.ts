// A token of a Service User, whose secret is only in Secrets Manager. Exported as `service-users`.
import { CustomResource, Duration, RemovalPolicy, Stack, Tags, Token } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { CfnRotationSchedule, type CfnSecret, type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { SERVICE_TIMEOUT, ServiceUser } from './service-user.ts';
import type { ServiceUsersSystem, TokenPolicy } from './service-users-system.ts';

export interface ServiceTokenProps {
  /** A Service User of this stack, or the `user_id` of another one; the latter needs `system`. */
  readonly user: ServiceUser | string;
  /** @default the system of `user` */
  readonly system?: ServiceUsersSystem;
  /** Unique for the Service User. A token with another name is another token. */
  readonly name: string;
  /** Whole days, 1 to 365. @default the default of the token policy */
  readonly expiresIn?: Duration;
  /** What the token may do, such as `api:reports`. @default everything that the account may do */
  readonly scopes?: readonly string[];
  /** The addresses and networks that the token may be used from, such as `203.0.113.0/24`. @default any */
  readonly allowedCidrs?: readonly string[];
  /**
   * How often Secrets Manager rotates the secret: whole hours, at least 4, or whole days. Not with `allowedCidrs`.
   *
   * @default never
   */
  readonly rotateEvery?: Duration;
  /** How long the secret before works after a rotation: whole hours. @default 24 hours */
  readonly overlap?: Duration;
  /** Name of the secret in Secrets Manager. @default CloudFormation generates a name */
  readonly secretName?: string;
  /** Whether an existing token with this name becomes managed here. It gets a new secret. @default false */
  readonly adopt?: boolean;
  /**
   * What happens to the token and its secret when they are removed from the stack or replaced. `DESTROY` revokes and deletes
   * the token.
   *
   * @default RemovalPolicy.RETAIN: the token works until it expires
   */
  readonly removalPolicy?: RemovalPolicy;
}

export class ServiceToken extends Construct {
  /** The secret. Its value is the token. */
  readonly secret: ISecret;

  constructor(scope: Construct, id: string, props: ServiceTokenProps) {
    super(scope, id);
    const { user, name, scopes, allowedCidrs, secretName, adopt, removalPolicy = RemovalPolicy.RETAIN } = props;
    const system = props.system ?? (user instanceof ServiceUser ? user.system : undefined);
    if (system === undefined) throw new Error(`The token "${name}" needs system, because user is a user_id.`);
    checkTimes(props, system.policy);
    if (
      user instanceof ServiceUser &&
      user.removalPolicy === RemovalPolicy.DESTROY &&
      removalPolicy !== RemovalPolicy.DESTROY
    ) {
      throw new Error(
        `The Service User of the token "${name}" is deactivated on removal, which an active token prevents: set DESTROY on both.`,
      );
    }
    const userId = user instanceof ServiceUser ? user.userId : user;
    system.claim(`token of ${user instanceof ServiceUser ? user.node.path : user}`, name);

    const secret = new Secret(this, 'Secret', {
      description: 'A token of Service Users.',
      removalPolicy,
      ...(secretName !== undefined && { secretName }),
    });
    // Without a generated value, the secret is empty until the provider stores the token.
    (secret.node.defaultChild as CfnSecret).generateSecretString = undefined;
    Tags.of(secret).add('service-users:overlap-hours', String(overlapHours(props)));
    system.provider.addToRolePolicy(
      new PolicyStatement({
        actions: ['secretsmanager:DescribeSecret', 'secretsmanager:PutSecretValue'],
        resources: [secret.secretArn],
      }),
    );
    const token = new CustomResource(this, 'Resource', {
      resourceType: 'Custom::ServiceUserToken',
      serviceToken: system.provider.functionArn,
      serviceTimeout: SERVICE_TIMEOUT,
      removalPolicy,
      properties: {
        Settings: Stack.of(this).toJsonString({
          user: userId,
          name,
          expires_in_days: props.expiresIn?.toDays(),
          scopes,
          allowed_cidrs: allowedCidrs,
          secret_id: secret.secretArn,
          adopt,
        }),
      },
    });
    // What uses the secret is created after it has a value.
    this.secret = Secret.fromSecretAttributes(this, 'Stored', {
      secretCompleteArn: Token.asString(token.getAtt('SecretArn')),
    });
    if (props.rotateEvery) this.rotate(system, secret, token, props.rotateEvery);
  }

  private rotate(system: ServiceUsersSystem, secret: Secret, token: CustomResource, every: Duration): void {
    const fn = system.rotationFunction();
    fn.addToRolePolicy(
      new PolicyStatement({
        actions: [
          'secretsmanager:DescribeSecret',
          'secretsmanager:GetSecretValue',
          'secretsmanager:ListSecretVersionIds',
          'secretsmanager:PutSecretValue',
          'secretsmanager:UpdateSecretVersionStage',
        ],
        resources: [secret.secretArn],
      }),
    );
    const schedule = new CfnRotationSchedule(this, 'Rotation', {
      secretId: secret.secretArn,
      rotationLambdaArn: fn.functionArn,
      rotationRules: { scheduleExpression: rate(every) },
      // The token is new.
      rotateImmediatelyOnUpdate: false,
    });
    schedule.node.addDependency(token, fn);
  }
}

const HOURS_PER_DAY = 24;
const DEFAULT_OVERLAP = Duration.hours(24);
/** Secrets Manager rotates within a day of the scheduled time, and repeats a failed rotation. */
const ROTATION_MARGIN_DAYS = 2;

/** As the system does, the default follows a stricter policy. */
function overlapHours({ overlap, system, user }: ServiceTokenProps): number {
  if (overlap !== undefined) return overlap.toHours({ integral: false });
  const { policy } = system ?? (user as ServiceUser).system;
  return Math.min(DEFAULT_OVERLAP.toHours(), policy.maxOverlapHours);
}

/** @throws Error when the times of the token do not fit each other or the policy */
function checkTimes(props: ServiceTokenProps, policy: TokenPolicy): void {
  const { name, expiresIn, rotateEvery, overlap, allowedCidrs } = props;
  const fail = (reason: string) => {
    throw new Error(`The token "${name}" ${reason}`);
  };
  const days = expiresIn?.toDays({ integral: false }) ?? policy.defaultLifetimeDays;
  if (!Number.isInteger(days) || days < 1) fail('expires in a part of a day: set expiresIn to whole days.');
  if (days > policy.maxLifetimeDays) {
    fail(`expires in ${days} days, and the policy allows ${policy.maxLifetimeDays}: lower expiresIn.`);
  }
  if (rotateEvery === undefined) {
    if (overlap !== undefined) fail('has an overlap without rotations: set rotateEvery, or remove overlap.');
    return;
  }
  if (allowedCidrs !== undefined && allowedCidrs.length > 0) {
    fail('has allowedCidrs, which AWS Lambda has no address in, so that no rotation works: remove rotateEvery.');
  }
  const every = rotateEvery.toHours({ integral: false });
  if (!Number.isInteger(every) || every < 4 || (every >= HOURS_PER_DAY && every % HOURS_PER_DAY !== 0)) {
    fail('has a rotateEvery that Secrets Manager does not support: use 4 to 23 hours, or whole days.');
  }
  const hours = overlapHours(props);
  if (overlap !== undefined && !Number.isInteger(overlap.toHours({ integral: false }))) {
    fail('has an overlap of a part of an hour: use whole hours.');
  }
  if (hours > policy.maxOverlapHours) {
    fail(`has an overlap of ${hours} hours, and the policy allows ${policy.maxOverlapHours}: lower overlap.`);
  }
  if (hours < 1) fail('has no overlap, so that clients with the secret before fail: set overlap to 1 hour or more.');
  if (hours > every) {
    fail(`has an overlap of ${hours} hours, and the next rotation after ${every} hours ends it: lower overlap.`);
  }
  if (every / HOURS_PER_DAY + ROTATION_MARGIN_DAYS > days) {
    fail(
      `expires in ${days} days, too early for a rotation every ${every} hours that may be ${ROTATION_MARGIN_DAYS} days late: raise expiresIn.`,
    );
  }
}

function rate(every: Duration): string {
  const hours = every.toHours();
  if (hours % HOURS_PER_DAY !== 0) return `rate(${hours} hours)`;
  const days = hours / HOURS_PER_DAY;
  return `rate(${days} ${days === 1 ? 'day' : 'days'})`;
}
