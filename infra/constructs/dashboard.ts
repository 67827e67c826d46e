// One page that shows how the system is: alarms, requests, who is let in, what is refused, functions, table, events.
import { Duration } from 'aws-cdk-lib';
import {
  AlarmStatusWidget,
  Dashboard as CloudWatchDashboard,
  GraphWidget,
  type IAlarm,
  type IMetric,
  MathExpression,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { type Metric, NAMESPACE } from '../../shared/telemetry/metrics.ts';
import type { Watched } from './alarms.ts';
import { counted, PERIOD, RESPONSES } from './metrics.ts';

export interface DashboardProps {
  readonly watched: Watched;
  readonly alarms: readonly IAlarm[];
}

export class Dashboard extends Construct {
  constructor(scope: Construct, id: string, { watched, alarms }: DashboardProps) {
    super(scope, id);
    const { service, apis, publisher, noticePublisher, events, table } = watched;
    const perApi = (of: (api: (typeof apis)['bearer'], name: string) => IMetric[]) =>
      Object.entries(apis).flatMap(([name, api]) => of(api, name));
    const functions = (metricName: string, statistic: string) =>
      found(`{AWS/Lambda,FunctionName} MetricName="${metricName}" ${service}`, statistic);
    new CloudWatchDashboard(this, 'Page', {
      dashboardName: service,
      defaultInterval: Duration.hours(12),
      widgets: [
        [new AlarmStatusWidget({ title: 'Alarms', alarms: [...alarms], width: 24, height: 4 })],
        [
          graph(
            'Requests',
            perApi(({ api }, name) => [api.metricCount({ statistic: 'Sum', label: name })]),
          ),
          graph('Answers', [
            ...perApi(({ api }, name) => [
              api.metricClientError({ statistic: 'Sum', label: `${name} 4xx` }),
              api.metricServerError({ statistic: 'Sum', label: `${name} 5xx` }),
            ]),
            counted(service, RESPONSES, { status: '401' }),
            counted(service, RESPONSES, { status: '429' }),
          ]),
          graph(
            'Latency (ms)',
            perApi(({ api }, name) => [
              api.metricLatency({ statistic: 'p50', label: `${name} p50` }),
              api.metricLatency({ statistic: 'p99', label: `${name} p99` }),
            ]),
          ),
        ],
        [
          graph('Authentications', [ours('Authentications', service, 'kind', 'outcome')]),
          graph('Refusals', [ours('Refusals', service, 'code')]),
          graph('Conflicts, and what should not be', [
            counted(service, 'ConflictsRetried'),
            counted(service, 'RetiredSecretsUsed'),
            counted(service, 'TokensCompromised'),
          ]),
        ],
        [
          graph('Functions: duration p99 (ms)', [functions('Duration', 'p99')]),
          graph('Functions: errors (of the authorizer: each 401)', [functions('Errors', 'Sum')]),
          graph('Functions: throttles', [functions('Throttles', 'Sum')]),
        ],
        [
          graph('Table: units a period', table.consumption()),
          graph('Table: throttled requests', [table.throttledRequests()]),
          graph('Events', [
            publisher.metric('IteratorAge', { statistic: 'Maximum', label: 'delay (ms)' }),
            noticePublisher.metricErrors({ label: 'notices that failed' }),
            events.deadLetters.metricApproximateNumberOfMessagesVisible({ label: 'dead letters' }),
          ]),
        ],
      ],
    });
  }
}

function graph(title: string, left: readonly IMetric[]): GraphWidget {
  return new GraphWidget({ title, left: [...left], width: 8, height: 6, period: PERIOD });
}

/** All that a search finds: what has been counted so far. */
function found(search: string, statistic: string): IMetric {
  return new MathExpression({ expression: `SEARCH('${search}', '${statistic}')`, label: '', period: PERIOD });
}

function ours(metric: Metric, service: string, ...dimensions: readonly string[]): IMetric {
  return found(
    `{${[NAMESPACE, 'service', ...dimensions].join(',')}} MetricName="${metric}" service="${service}"`,
    'Sum',
  );
}
