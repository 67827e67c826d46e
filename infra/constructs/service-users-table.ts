// The one table, and what a function may be allowed to do to it: an intention is an IAM statement on some keys.
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
import { FilterCriteria, type Function as LambdaFunction, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { accountKey, INDEXES, type Index, LIST_PARTITIONS, PARTITIONS } from '../../shared/storage/keys.ts';
import { combined } from './metrics.ts';

interface Permission {
  readonly actions: readonly `dynamodb:${string}`[];
  /** Partitions it is limited to (`dynamodb:LeadingKeys`). @default all, of an index that holds nothing else */
  readonly partitions?: readonly string[];
  /** Attributes that it may name in an update. @default all */
  readonly attributes?: readonly string[];
  /** Indexes it reads instead of the table. */
  readonly indexes?: readonly Index[];
}

const { account, userId, token, subject, iamPrincipal, humanAdmins, policy, sequences, tokenNotices, auditLog } =
  PARTITIONS;
const { membership, team, teamNames, datastore, datastoreNames, teamDatastores } = PARTITIONS;
const { auditTarget, auditActor, ...listIndexes } = INDEXES;

/** What each intention is in IAM. No intention may change or delete an audit entry (R12), and none may Scan. */
const PERMISSIONS = {
  authenticate: [
    { actions: ['dynamodb:GetItem'], partitions: [account] },
    {
      actions: ['dynamodb:UpdateItem'],
      partitions: [account],
      attributes: ['pk', 'sk', 'version', 'tokens', 'last_login', 'by_last_login'],
    },
  ],
  authenticateSigned: [
    { actions: ['dynamodb:GetItem'], partitions: [account, iamPrincipal] },
    {
      actions: ['dynamodb:UpdateItem'],
      partitions: [account],
      attributes: ['pk', 'sk', 'version', 'last_login', 'by_last_login'],
    },
  ],
  /** By the id, which is in the path, in the token or in a pointer. */
  readAccounts: [{ actions: ['dynamodb:GetItem'], partitions: [account] }],
  /** By the id or the `user_id`. */
  findAccounts: [{ actions: ['dynamodb:GetItem'], partitions: [account, userId] }],
  findTokens: [{ actions: ['dynamodb:GetItem'], partitions: [token] }],
  changeAccounts: [{ actions: ['dynamodb:PutItem'], partitions: [account] }],
  nameAccounts: [{ actions: ['dynamodb:PutItem'], partitions: [userId] }],
  linkPeople: [
    { actions: ['dynamodb:GetItem'], partitions: [userId, subject] },
    // The one that is deleted is of the issuer before, when the workspace has another.
    { actions: ['dynamodb:PutItem', 'dynamodb:DeleteItem'], partitions: [subject] },
  ],
  /** Finds the account of a token, and lists it. */
  pointToTokens: [{ actions: ['dynamodb:PutItem'], partitions: [token] }],
  deleteTokens: [{ actions: ['dynamodb:DeleteItem'], partitions: [token] }],
  bindIamPrincipals: [{ actions: ['dynamodb:PutItem', 'dynamodb:DeleteItem'], partitions: [iamPrincipal] }],
  readRoster: [{ actions: ['dynamodb:GetItem'], partitions: [humanAdmins] }],
  changeRoster: [{ actions: ['dynamodb:UpdateItem'], partitions: [humanAdmins] }],
  allocateIds: [{ actions: ['dynamodb:UpdateItem'], partitions: [sequences] }],
  audit: [{ actions: ['dynamodb:PutItem'], partitions: [auditLog] }],
  readAuditLog: [
    { actions: ['dynamodb:Query'], partitions: [auditLog] },
    { actions: ['dynamodb:Query'], indexes: [auditTarget, auditActor] },
  ],
  listAccounts: [
    { actions: ['dynamodb:Query'], partitions: [LIST_PARTITIONS.users], indexes: Object.values(listIndexes) },
    { actions: ['dynamodb:BatchGetItem'], partitions: [account] },
  ],
  walkAccounts: [
    { actions: ['dynamodb:Query'], partitions: [LIST_PARTITIONS.users], indexes: [INDEXES.created] },
    { actions: ['dynamodb:BatchGetItem'], partitions: [account] },
  ],
  tellNotices: [{ actions: ['dynamodb:GetItem', 'dynamodb:PutItem'], partitions: [tokenNotices] }],
  listTokens: [
    { actions: ['dynamodb:Query'], partitions: [LIST_PARTITIONS.serviceTokens], indexes: [INDEXES.created] },
    { actions: ['dynamodb:BatchGetItem'], partitions: [account] },
  ],
  readPolicy: [{ actions: ['dynamodb:GetItem'], partitions: [policy] }],
  writePolicy: [{ actions: ['dynamodb:PutItem'], partitions: [policy] }],
  readTeams: [{ actions: ['dynamodb:GetItem'], partitions: [team] }],
  listTeams: [{ actions: ['dynamodb:Query'], partitions: [teamNames] }],
  /** The names of teams by their ids: of what an answer shows. */
  addTeamNames: [{ actions: ['dynamodb:BatchGetItem'], partitions: [team] }],
  /** The ids of teams by their names: of what a request names. */
  findTeams: [{ actions: ['dynamodb:BatchGetItem'], partitions: [teamNames] }],
  writeTeams: [{ actions: ['dynamodb:PutItem'], partitions: [team, teamNames] }],
  freeTeamNames: [{ actions: ['dynamodb:DeleteItem'], partitions: [teamNames] }],
  deleteTeams: [{ actions: ['dynamodb:DeleteItem'], partitions: [team] }],
  listMembers: [{ actions: ['dynamodb:PutItem'], partitions: [membership] }],
  delistMembers: [{ actions: ['dynamodb:DeleteItem'], partitions: [membership] }],
  countMembers: [
    { actions: ['dynamodb:UpdateItem'], partitions: [team], attributes: ['pk', 'sk', 'schema', 'accounts'] },
  ],
  readDatastores: [{ actions: ['dynamodb:GetItem'], partitions: [datastore] }],
  listDatastores: [
    { actions: ['dynamodb:Query'], partitions: [datastoreNames, teamDatastores] },
    { actions: ['dynamodb:BatchGetItem'], partitions: [datastore] },
  ],
  writeDatastores: [{ actions: ['dynamodb:PutItem'], partitions: [datastore, datastoreNames, teamDatastores] }],
  countDatastores: [
    { actions: ['dynamodb:UpdateItem'], partitions: [team], attributes: ['pk', 'sk', 'schema', 'datastores'] },
  ],
  delistDatastores: [{ actions: ['dynamodb:DeleteItem'], partitions: [datastoreNames, teamDatastores] }],
  deleteDatastores: [{ actions: ['dynamodb:DeleteItem'], partitions: [datastore] }],
} as const satisfies Record<string, readonly Permission[]>;

/** All that functions ask of the table. */
const OPERATIONS = [
  Operation.BATCH_GET_ITEM,
  Operation.DELETE_ITEM,
  Operation.GET_ITEM,
  Operation.PUT_ITEM,
  Operation.QUERY,
  Operation.TRANSACT_WRITE_ITEMS,
  Operation.UPDATE_ITEM,
];

export type TableGrant = keyof typeof PERMISSIONS;

export interface ServiceUsersTableProps {
  /** Whether the data must survive the stack: deletion protection, and the table stays when the stack goes. */
  readonly retained: boolean;
  /** Gets every write within about a second, and is read and written by nobody. @default no other region does */
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
      dynamoStream: StreamViewType.NEW_AND_OLD_IMAGES,
      // It has the table's settings. No role of the stack may touch it: their permissions are for the table's own region.
      ...(props.standbyRegion && { replicas: [{ region: props.standbyRegion }] }),
      globalSecondaryIndexes: Object.values(INDEXES).map((index) => ({
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

  /** Requests that DynamoDB turned away for want of capacity, of the table or of an index. */
  throttledRequests(): IMetric {
    return combined(
      'SUM',
      'throttled',
      OPERATIONS.map((operation) => this.table.metricThrottledRequestsForOperation(operation)),
    );
  }

  /** Units read and written. */
  consumption(): IMetric[] {
    return [this.table.metricConsumedReadCapacityUnits(), this.table.metricConsumedWriteCapacityUnits()];
  }

  /** Lets the function do what the intentions say, and tells it the table's name. */
  allow(fn: LambdaFunction, grants: readonly TableGrant[]): void {
    fn.addEnvironment('TABLE_NAME', this.table.tableName);
    for (const permission of grants.flatMap((grant): readonly Permission[] => PERMISSIONS[grant])) {
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

  /** Hands every write of an account to the function, in order; where it gives up, the queue is told the place in the stream. */
  streamAccountsTo(fn: LambdaFunction, deadLetters: Queue): void {
    const accounts = { eventName: ['INSERT', 'MODIFY'], dynamodb: { Keys: { sk: { S: [accountKey(0).sk] } } } };
    const eventSourceArn = this.table.tableStreamArn ?? '';
    fn.addEventSourceMapping('AccountStream', {
      eventSourceArn,
      startingPosition: StartingPosition.TRIM_HORIZON,
      filters: [FilterCriteria.filter(accounts)],
      reportBatchItemFailures: true,
      bisectBatchOnError: true,
      retryAttempts: 100,
      // Half of what the stream keeps: who is told then can still read it there.
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
