// The CloudWatch dashboard: alarms, requests, authentications, rejections, exchanges, functions, table and events.
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
import type { MonitoredResources } from './alarms.ts';
import { counted, PERIOD, RESPONSES } from './metrics.ts';

export interface DashboardProps {
  readonly resources: MonitoredResources;
  readonly alarms: readonly IAlarm[];
}

export class Dashboard extends Construct {
  constructor(scope: Construct, id: string, { resources, alarms }: DashboardProps) {
    super(scope, id);
    const { service, apis, publisher, noticePublisher, events, table } = resources;
    const perApi = (of: (api: (typeof apis)['bearer'], name: string) => IMetric[]) =>
      Object.entries(apis).flatMap(([name, api]) => of(api, name));
    const functions = (metricName: string, statistic: string) =>
      searched(`{AWS/Lambda,FunctionName} MetricName="${metricName}" ${service}`, statistic);
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
          graph('Error responses', [
            ...perApi(({ api }, name) => [
              api.metricClientError({ statistic: 'Sum', label: `${name} 4xx` }),
              api.metricServerError({ statistic: 'Sum', label: `${name} 5xx` }),
            ]),
            counted(service, RESPONSES, { status: '401' }),
            counted(service, RESPONSES, { status: '403' }),
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
          graph('Authentications', [own('Authentications', service, 'kind', 'outcome')]),
          graph('Rejections by error code', [own('Refusals', service, 'code')]),
          graph('Exchanges of OIDC tokens', [own('Exchanges', service, 'outcome')]),
        ],
        [
          graph('Conflicts and compromised secrets', [
            counted(service, 'ConflictsRetried'),
            counted(service, 'RetiredSecretsUsed'),
            counted(service, 'AddressesRefused'),
            counted(service, 'TokensCompromised'),
            counted(service, 'SessionsCompromised'),
          ]),
          graph('Events', [
            publisher.metric('IteratorAge', { statistic: 'Maximum', label: 'delay (ms)' }),
            noticePublisher.metricErrors({ label: 'failed notices' }),
            events.deadLetters.metricApproximateNumberOfMessagesVisible({ label: 'dead letters' }),
          ]),
        ],
        [
          graph('Functions: duration p99 (ms)', [functions('Duration', 'p99')]),
          graph('Functions: errors (for authorizers, every 401)', [functions('Errors', 'Sum')]),
          graph('Functions: throttles', [functions('Throttles', 'Sum')]),
        ],
        [
          graph('Table: consumed capacity units', table.consumption()),
          graph('Table: throttled requests', [table.throttledRequests()]),
        ],
      ],
    });
  }
}

function graph(title: string, left: readonly IMetric[]): GraphWidget {
  return new GraphWidget({ title, left: [...left], width: 8, height: 6, period: PERIOD });
}

/** The metrics that match a search. A metric exists only after its first data point. */
function searched(search: string, statistic: string): IMetric {
  return new MathExpression({ expression: `SEARCH('${search}', '${statistic}')`, label: '', period: PERIOD });
}

/** A metric of the application, with every value of its dimensions. */
function own(metric: Metric, service: string, ...dimensions: readonly string[]): IMetric {
  return searched(
    `{${[NAMESPACE, 'service', ...dimensions].join(',')}} MetricName="${metric}" service="${service}"`,
    'Sum',
  );
}
