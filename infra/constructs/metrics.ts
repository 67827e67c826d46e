// The system's own metrics, as alarms and the dashboard read them.
import { Duration } from 'aws-cdk-lib';
import { Metric as CloudWatchMetric, type IMetric, MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import { type Metric, NAMESPACE } from '../../shared/telemetry/metrics.ts';

export const PERIOD = Duration.minutes(5);

/** How many answers the gateway gave, by status: its access logs tell, and some of them never reach a function. */
export const RESPONSES = 'Responses';

/** How many there were in five minutes. */
export function counted(
  service: string,
  metricName: Metric | typeof RESPONSES,
  dimensions: Readonly<Record<string, string>> = {},
): IMetric {
  const dimensionsMap = { service, ...dimensions };
  return new CloudWatchMetric({ namespace: NAMESPACE, metricName, dimensionsMap, statistic: 'Sum', period: PERIOD });
}

/** One series of several. Unlike `a + b`, it has a value when some of them have none: most count only what goes wrong. */
export function combined(how: 'SUM' | 'MAX', label: string, metrics: readonly IMetric[], period = PERIOD): IMetric {
  const usingMetrics = Object.fromEntries(metrics.map((metric, index) => [`${label}${index}`, metric]));
  return new MathExpression({
    expression: `${how}([${Object.keys(usingMetrics).join(', ')}])`,
    usingMetrics,
    label,
    period,
  });
}
