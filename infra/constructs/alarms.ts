// The alarms. Each has a runbook with the same name in docs/runbooks/.
import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  type IAlarm,
  type IMetric,
  MathExpression,
  Metric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { AccountEvents } from './account-events.ts';
import type { AuditArchive } from './audit-archive.ts';
import { combined, counted, PERIOD, RESPONSES } from './metrics.ts';
import type { OperationsApi } from './operations-api.ts';
import type { ServiceUsersTable } from './service-users-table.ts';

/** The resources that alarms and dashboard monitor. */
export interface MonitoredResources {
  readonly service: string;
  readonly apis: Readonly<Record<'bearer' | 'signed', OperationsApi>>;
  /** The authorizers, and the function that authenticates IAM principals for other applications. */
  readonly authenticators: readonly LambdaFunction[];
  /** The functions of public operations, whose concurrency may be limited. */
  readonly publicFunctions: readonly LambdaFunction[];
  readonly publisher: LambdaFunction;
  readonly noticePublisher: LambdaFunction;
  readonly events: AccountEvents;
  readonly table: ServiceUsersTable;
  /** The archive of the audit log, if it is configured. */
  readonly archive: AuditArchive | undefined;
}

export interface AlarmsProps {
  readonly resources: MonitoredResources;
  /** The topic that receives alarms. @default none: the dashboard shows the alarms */
  readonly topic: ITopic | undefined;
  /** URL of the folder of the runbooks. @default its path in this repository */
  readonly runbooksUrl: string | undefined;
}

interface Definition {
  /** One sentence that says what is wrong. */
  readonly description: string;
  readonly metric: IMetric;
  /** The alarm is triggered at this value and above. */
  readonly threshold: number;
  /** Number of consecutive periods at the threshold before the alarm is triggered. @default 1 */
  readonly periods?: number;
}

export class Alarms extends Construct {
  readonly all: readonly IAlarm[];

  constructor(scope: Construct, id: string, { resources, topic, runbooksUrl = 'docs/runbooks' }: AlarmsProps) {
    super(scope, id);
    this.all = Object.entries(definitions(resources)).map(([name, { description, metric, threshold, periods = 1 }]) => {
      const alarm = new Alarm(this, name, {
        alarmName: `${resources.service}-${name}`,
        alarmDescription: `${description} Runbook: ${runbooksUrl.replace(/\/$/, '')}/${name}.md`,
        metric,
        threshold,
        evaluationPeriods: periods,
        comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        // Most metrics count only failures, and have no data while there are none.
        treatMissingData: TreatMissingData.NOT_BREACHING,
      });
      if (topic) {
        alarm.addAlarmAction(new SnsAction(topic));
        alarm.addOkAction(new SnsAction(topic));
      }
      return alarm;
    });
  }
}

function definitions(resources: MonitoredResources): Record<string, Definition> {
  const { service, apis, authenticators, publicFunctions, publisher, noticePublisher, events, table, archive } =
    resources;
  const perApi = (of: (api: OperationsApi) => IMetric) => Object.values(apis).map(of);
  const errors = combined(
    'SUM',
    'errors',
    perApi(({ api }) => api.metricServerError({ statistic: 'Sum' })),
  );
  const requests = combined(
    'SUM',
    'requests',
    perApi(({ api }) => api.metricCount({ statistic: 'Sum' })),
  );
  const hour = Duration.hours(1);
  return {
    'api-errors': {
      description: 'More than 1% of the requests failed with a 5xx status.',
      metric: new MathExpression({
        expression: 'IF(errors >= 5, 100 * errors / requests, 0)',
        usingMetrics: { errors, requests },
        label: '% of the requests, if at least 5 failed',
        period: PERIOD,
      }),
      threshold: 1,
    },
    'api-latency': {
      description: 'The p99 latency of an API has been at least 3 seconds for 15 minutes.',
      metric: combined(
        'MAX',
        'latency',
        perApi(({ api }) => api.metricLatency({ statistic: 'p99' })),
      ),
      threshold: 3000,
      periods: 3,
    },
    'api-throttled': {
      description: 'API Gateway throttled requests (status 429).',
      metric: counted(service, RESPONSES, { status: '429' }),
      threshold: 50,
    },
    'function-throttles': {
      description: 'Lambda throttled functions because the concurrency limit was reached.',
      // An alarm takes at most ten metrics. Functions without reserved concurrency share the limit of the account. Every
      // request of the bearer API invokes the authorizer, so it is the first to be throttled when that limit is reached.
      metric: combined(
        'SUM',
        'throttles',
        [...authenticators, ...publicFunctions, publisher, noticePublisher].map((fn) => fn.metricThrottles()),
      ),
      threshold: 5,
    },
    'table-throttles': {
      description: 'DynamoDB throttled requests.',
      metric: table.throttledRequests(),
      threshold: 5,
    },
    'authorizer-errors': {
      description: 'Credentials could not be verified because of an error. All requests with these credentials failed.',
      metric: counted(service, 'Authentications', { outcome: 'failed' }),
      threshold: 5,
    },
    'unauthorized-burst': {
      description: 'Many requests had an invalid credential or none.',
      metric: combined('SUM', 'rejected', [
        counted(service, RESPONSES, { status: '401' }),
        counted(service, RESPONSES, { status: '403' }),
      ]),
      threshold: 200,
    },
    'compromised-token': {
      description: 'The plaintext of a token was reported as leaked. The token is permanently revoked.',
      metric: counted(service, 'TokensCompromised'),
      threshold: 1,
    },
    federation: {
      description: 'The keys of an OIDC issuer could not be fetched, or many exchanges of tokens were refused.',
      metric: new MathExpression({
        expression: 'IF(FILL(failed, 0) >= 5 OR FILL(refused, 0) >= 100, 1, 0)',
        usingMetrics: {
          failed: counted(service, 'Exchanges', { outcome: 'failed' }),
          refused: counted(service, 'Exchanges', { outcome: 'refused' }),
        },
        label: '1 if at least 5 exchanges failed or 100 were refused',
        period: PERIOD,
      }),
      threshold: 1,
    },
    'event-delay': {
      description: 'Account events are published at least 15 minutes late.',
      metric: publisher.metric('IteratorAge', { statistic: 'Maximum' }),
      threshold: Duration.minutes(15).toMilliseconds(),
    },
    'dead-letters': {
      description: 'Account events could not be published and are in the dead-letter queue.',
      metric: events.deadLetters.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum' }),
      threshold: 1,
    },
    'notices-failing': {
      description: 'The hourly notices about tokens failed twice in a row.',
      metric: combined(
        'SUM',
        'failures',
        [
          noticePublisher.metricErrors({ period: hour }),
          new Metric({
            namespace: 'AWS/Events',
            metricName: 'FailedInvocations',
            dimensionsMap: { RuleName: events.schedule.ruleName },
            statistic: 'Sum',
            period: hour,
          }),
        ],
        { period: hour },
      ),
      threshold: 1,
      periods: 2,
    },
    ...(archive && {
      'audit-altered': {
        description: 'An audit entry was changed or deleted in the table. No code does this.',
        metric: counted(service, 'AuditEntriesAltered'),
        threshold: 1,
      },
      'audit-archive': {
        description: 'Audit entries reach the archive at least 15 minutes late, or are in its dead-letter queue.',
        metric: archive.failures(),
        threshold: 1,
      },
    }),
  };
}
