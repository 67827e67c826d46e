// What wakes somebody: each alarm has the name of its runbook in docs/runbooks/, which says what to do.
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
import { combined, counted, PERIOD, RESPONSES } from './metrics.ts';
import type { OperationsApi } from './operations-api.ts';
import type { ServiceUsersTable } from './service-users-table.ts';

/** What is watched. */
export interface Watched {
  readonly service: string;
  readonly apis: Readonly<Record<'bearer' | 'signed', OperationsApi>>;
  /** Both authorizers, and what identifies who signed for the functions of other teams. */
  readonly authenticators: readonly LambdaFunction[];
  /** Functions of open operations: their executions at once may be limited. */
  readonly openFunctions: readonly LambdaFunction[];
  readonly publisher: LambdaFunction;
  readonly noticePublisher: LambdaFunction;
  readonly events: AccountEvents;
  readonly table: ServiceUsersTable;
}

export interface AlarmsProps {
  readonly watched: Watched;
  /** Who is told. @default nobody: the alarms are seen on the dashboard */
  readonly topic: ITopic | undefined;
  /** Where the folder of the runbooks is read. @default its path in this repository */
  readonly runbooksUrl: string | undefined;
}

interface Definition {
  /** What is wrong, in a sentence. */
  readonly says: string;
  readonly metric: IMetric;
  /** It rings from this value on. */
  readonly threshold: number;
  /** For so many periods in a row. @default 1 */
  readonly periods?: number;
}

export class Alarms extends Construct {
  readonly all: readonly IAlarm[];

  constructor(scope: Construct, id: string, { watched, topic, runbooksUrl = 'docs/runbooks' }: AlarmsProps) {
    super(scope, id);
    this.all = Object.entries(definitions(watched)).map(([name, { says, metric, threshold, periods = 1 }]) => {
      const alarm = new Alarm(this, name, {
        alarmName: `${watched.service}-${name}`,
        alarmDescription: `${says} Runbook: ${runbooksUrl.replace(/\/$/, '')}/${name}.md`,
        metric,
        threshold,
        evaluationPeriods: periods,
        comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        // Most count only what goes wrong, and are silent when all is well.
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

function definitions(watched: Watched): Record<string, Definition> {
  const { service, apis, authenticators, openFunctions, publisher, noticePublisher, events, table } = watched;
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
      says: 'More than 1 % of the requests were answered with 5xx.',
      metric: new MathExpression({
        expression: 'IF(errors >= 5, 100 * errors / requests, 0)',
        usingMetrics: { errors, requests },
        label: '% of the requests, when they are 5 or more',
        period: PERIOD,
      }),
      threshold: 1,
    },
    'api-latency': {
      says: 'One request in a hundred took 3 seconds or longer, for 15 minutes.',
      metric: combined(
        'MAX',
        'latency',
        perApi(({ api }) => api.metricLatency({ statistic: 'p99' })),
      ),
      threshold: 3000,
      periods: 3,
    },
    'api-throttled': {
      says: 'The gateway turned requests away with 429.',
      metric: counted(service, RESPONSES, { status: '429' }),
      threshold: 50,
    },
    'function-throttles': {
      says: 'Lambda did not run functions: the limit of executions at once was reached.',
      // All functions without a limit of their own share the account's, and every request of the bearer API asks the
      // authorizer: when that limit is reached, it is the first to be turned away. An alarm takes ten metrics.
      metric: combined(
        'SUM',
        'throttles',
        [...authenticators, ...openFunctions, publisher, noticePublisher].map((fn) => fn.metricThrottles()),
      ),
      threshold: 5,
    },
    'table-throttles': {
      says: 'DynamoDB turned requests away for want of capacity.',
      metric: table.throttledRequests(),
      threshold: 5,
    },
    'authorizer-errors': {
      says: 'Credentials could not be checked: their requests failed, whoever sent them.',
      metric: counted(service, 'Authentications', { outcome: 'failed' }),
      threshold: 5,
    },
    'unauthorized-burst': {
      says: 'Many requests came with a bad credential, or with none.',
      metric: counted(service, RESPONSES, { status: '401' }),
      threshold: 200,
    },
    'compromised-token': {
      says: 'Somebody showed that the plaintext of a token had leaked; it was revoked for good.',
      metric: counted(service, 'TokensCompromised'),
      threshold: 1,
    },
    'event-delay': {
      says: 'Events of accounts are published 15 minutes late or more.',
      metric: publisher.metric('IteratorAge', { statistic: 'Maximum' }),
      threshold: Duration.minutes(15).toMilliseconds(),
    },
    'dead-letters': {
      says: 'Events of accounts were given up, and lie in the dead-letter queue.',
      metric: events.deadLetters.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum' }),
      threshold: 1,
    },
    'notices-failing': {
      says: 'The hourly notices about tokens failed twice in a row.',
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
        hour,
      ),
      threshold: 1,
      periods: 2,
    },
  };
}
