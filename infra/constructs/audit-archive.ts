// The archive of the audit log: a bucket with S3 Object Lock, and the function that writes every audit entry to it.
import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { type IMetric, MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import { AnyPrincipal, Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { BlockPublicAccess, Bucket, BucketEncryption, type CfnBucket, ObjectLockRetention } from 'aws-cdk-lib/aws-s3';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { deadLetterQueue } from './dead-letter-queue.ts';
import { PERIOD } from './metrics.ts';
import type { ServiceUsersFunction } from './service-users-function.ts';
import type { ServiceUsersTable } from './service-users-table.ts';

export interface AuditArchiveProps {
  readonly table: ServiceUsersTable;
  /** Writes the entries in the stream of the table to the bucket: `functions/events/archive-audit-entries`. */
  readonly archiver: ServiceUsersFunction;
  /** How many days an entry can be neither changed nor deleted. It is deleted afterwards. */
  readonly retentionDays: number;
  /** Whether no user can shorten the retention, not even the root user of the account. */
  readonly retained: boolean;
}

export class AuditArchive extends Construct {
  readonly bucketName: string;
  private readonly archiver: ServiceUsersFunction;
  private readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, { table, archiver, retentionDays, retained }: AuditArchiveProps) {
    super(scope, id);
    const retention = Duration.days(retentionDays);
    const bucket = new Bucket(this, 'Bucket', {
      versioned: true,
      objectLockEnabled: true,
      objectLockDefaultRetention: retained
        ? ObjectLockRetention.compliance(retention)
        : ObjectLockRetention.governance(retention),
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
      // An expiration hides the object; the version is deleted a day later. Object Lock keeps it until the retention has ended.
      lifecycleRules: [{ expiration: retention, noncurrentVersionExpiration: Duration.days(1) }],
    });
    // A write that does not require the absence of the object would add a version, and hide the one before.
    bucket.addToResourcePolicy(
      new PolicyStatement({
        effect: Effect.DENY,
        principals: [new AnyPrincipal()],
        actions: ['s3:PutObject'],
        resources: [bucket.arnForObjects('*')],
        conditions: { Null: { 's3:if-none-match': 'true' } },
      }),
    );
    Validations.of(bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason: 'Object Lock keeps the objects. Data events of CloudTrail record who reads them, if you enable them.',
    });
    this.deadLetters = deadLetterQueue(this);
    archiver.addEnvironment('ARCHIVE_URL', `https://${bucket.bucketRegionalDomainName}`);
    archiver.addToRolePolicy(
      new PolicyStatement({ actions: ['s3:PutObject'], resources: [bucket.arnForObjects('*')] }),
    );
    const logicalId = Stack.of(this).getLogicalId(bucket.node.defaultChild as CfnBucket);
    Validations.of(archiver.role ?? archiver).acknowledge({
      id: `AwsSolutions-IAM5[Resource::<${logicalId}.Arn>/*]`,
      reason: 'The function writes an object for each audit entry, under a key that is derived from the entry.',
    });
    table.streamAuditLogTo(archiver, this.deadLetters);
    this.bucketName = bucket.bucketName;
    this.archiver = archiver;
  }

  /** At least 1 while entries reach the archive 15 minutes late, or are in the dead-letter queue. */
  failures(): IMetric {
    return new MathExpression({
      expression: 'IF(FILL(age, 0) >= 900000, 1, 0) + IF(FILL(letters, 0) >= 1, 1, 0)',
      usingMetrics: {
        age: this.archiver.metric('IteratorAge', { statistic: 'Maximum' }),
        letters: this.deadLetters.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum' }),
      },
      label: 'entries are late or in the dead-letter queue',
      period: PERIOD,
    });
  }
}
