// The DynamoDB table, its stream, and the permissions that functions have on it.
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import {
  AttributeType,
  Billing,
  Operation,
  ProjectionType,
  StreamViewType,
  TableEncryptionV2,
  TableV2,
} from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { FilterCriteria, FilterRule, type Function as LambdaFunction, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { PUBLISHED_ACTIONS } from '../../shared/domain/audit.ts';
import {
  accountKey,
  federationUseKey,
  INDEXES,
  type Index,
  ONLY_USE,
  PARTITIONS,
  RETIRED_INDEX,
  TTL,
} from '../../shared/storage/keys.ts';
import { combined } from './metrics.ts';
import { permissionsOf, type TableGrant } from './table-grants.ts';

/** The DynamoDB operations that the functions call. */
const OPERATIONS = [
  Operation.BATCH_GET_ITEM,
  Operation.DELETE_ITEM,
  Operation.GET_ITEM,
  Operation.PUT_ITEM,
  Operation.QUERY,
  Operation.TRANSACT_WRITE_ITEMS,
  Operation.UPDATE_ITEM,
];

export interface ServiceUsersTableProps {
  /** Whether the table is protected against deletion, and is kept when the stack is deleted. */
  readonly retained: boolean;
  /** Region of a replica of the table, for disaster recovery. Nothing reads or writes the replica. @default no replica */
  readonly standbyRegion?: string | undefined;
}

export class ServiceUsersTable extends Construct {
  private readonly table: TableV2;

  constructor(scope: Construct, id: string, props: ServiceUsersTableProps) {
    super(scope, id);
    const text = (name: string) => ({ name, type: AttributeType.STRING });
    this.table = new TableV2(this, 'Table', {
      partitionKey: text('pk'),
      sortKey: text('sk'),
      billing: Billing.onDemand(),
      encryption: TableEncryptionV2.awsManagedKey(),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: props.retained,
      removalPolicy: props.retained ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
      timeToLiveAttribute: TTL,
      dynamoStream: StreamViewType.NEW_AND_OLD_IMAGES,
      // The replica has the settings of the table. The roles of the stack have no permission on it, because the ARN in their
      // policies names the region of the stack.
      ...(props.standbyRegion && { replicas: [{ region: props.standbyRegion }] }),
      globalSecondaryIndexes: [...Object.values(INDEXES), RETIRED_INDEX].map((index) => ({
        indexName: index.name,
        partitionKey: text(index.partitionKey),
        sortKey: text(index.sortKey),
        ...(index.attributes === 'all'
          ? { projectionType: ProjectionType.ALL }
          : { projectionType: ProjectionType.INCLUDE, nonKeyAttributes: [...index.attributes] }),
      })),
    });
  }

  get name(): string {
    return this.table.tableName;
  }

  /**
   * Requests that DynamoDB throttled, on the table or on an index. An alarm on a metric of DynamoDB keeps its state while data
   * is missing, whatever its treatment of missing data, so that it would never end without a value for each period.
   *
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
   */
  throttledRequests(): IMetric {
    return combined(
      'SUM',
      'throttled',
      OPERATIONS.map((operation) => this.table.metricThrottledRequestsForOperation(operation)),
      { zeroIfMissing: true },
    );
  }

  /** Read and write capacity units that were consumed. */
  consumption(): IMetric[] {
    return [this.table.metricConsumedReadCapacityUnits(), this.table.metricConsumedWriteCapacityUnits()];
  }

  /** Gives the function the grants, and the name of the table in its environment. */
  allow(fn: LambdaFunction, grants: readonly TableGrant[]): void {
    fn.addEnvironment('TABLE_NAME', this.table.tableName);
    for (const permission of permissionsOf(grants)) {
      fn.addToRolePolicy(
        new PolicyStatement({
          actions: [...permission.actions],
          resources: permission.indexes?.map((index) => this.indexArn(index)) ?? [this.table.tableArn],
          conditions: {
            ...(permission.partitions && {
              'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [...permission.partitions] },
            }),
            ...(permission.attributes && {
              'ForAllValues:StringEquals': { 'dynamodb:Attributes': [...permission.attributes] },
            }),
          },
        }),
      );
    }
  }

  /**
   * Invokes the function with every change of an account, and with the recorded uses of federation policies, in order, but
   * not with the records of uses of tokens.
   */
  streamAccountsTo(fn: LambdaFunction, deadLetters: Queue): void {
    this.streamTo(fn, deadLetters, {
      id: 'AccountStream',
      filters: [
        {
          eventName: ['INSERT', 'MODIFY'],
          dynamodb: {
            Keys: { sk: { S: [accountKey(0).sk, federationUseKey(0).sk] } },
            NewImage: { [ONLY_USE]: { BOOL: FilterRule.notExists() } },
          },
        },
        {
          eventName: ['INSERT'],
          dynamodb: { Keys: { pk: { S: [PARTITIONS.auditLog] } }, NewImage: { action: { S: [...PUBLISHED_ACTIONS] } } },
        },
      ],
    });
  }

  /** Invokes the function with every write of an audit entry, in order: also with a change or a deletion, which no code makes. */
  streamAuditLogTo(fn: LambdaFunction, deadLetters: Queue): void {
    const filters = [{ dynamodb: { Keys: { pk: { S: [PARTITIONS.auditLog] } } } }];
    this.streamTo(fn, deadLetters, { id: 'AuditStream', filters });
  }

  /**
   * A record that keeps failing goes to the queue, which gets its position in the stream. A stream has at most two readers
   * without being throttled.
   */
  private streamTo(
    fn: LambdaFunction,
    deadLetters: Queue,
    { id, filters }: { readonly id: string; readonly filters: readonly Parameters<typeof FilterCriteria.filter>[0][] },
  ): void {
    const eventSourceArn = this.table.tableStreamArn ?? '';
    fn.addEventSourceMapping(id, {
      eventSourceArn,
      startingPosition: StartingPosition.TRIM_HORIZON,
      filters: filters.map((filter) => FilterCriteria.filter(filter)),
      reportBatchItemFailures: true,
      bisectBatchOnError: true,
      // The stream keeps records for 24 hours. This leaves 12 hours to read a failed record again by its position. A number of
      // attempts would end before: Lambda attempts a record again after less than a minute.
      maxRecordAge: Duration.hours(12),
      onFailure: new SqsDlq(deadLetters),
    });
    fn.addToRolePolicy(
      new PolicyStatement({
        actions: [
          'dynamodb:DescribeStream',
          'dynamodb:GetRecords',
          'dynamodb:GetShardIterator',
          'dynamodb:ListStreams',
        ],
        resources: [eventSourceArn],
      }),
    );
  }

  private indexArn(index: Index): string {
    return `${this.table.tableArn}/index/${index.name}`;
  }
}
