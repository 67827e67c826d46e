// Builds the CloudWatch metrics for alarms and the dashboard.
import { Duration } from 'aws-cdk-lib';
import { Metric as CloudWatchMetric, type IMetric, MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import { type Metric, NAMESPACE } from '../../shared/telemetry/metrics.ts';

export const PERIOD = Duration.minutes(5);

/** Number of responses by status. Counted in the access logs, because some requests never reach a function. */
export const RESPONSES = 'Responses';

/** The sum of a metric over five minutes. */
export function counted(
  service: string,
  metricName: Metric | typeof RESPONSES,
  dimensions: Readonly<Record<string, string>> = {},
): IMetric {
  const dimensionsMap = { service, ...dimensions };
  return new CloudWatchMetric({ namespace: NAMESPACE, metricName, dimensionsMap, statistic: 'Sum', period: PERIOD });
}

export interface CombinedOptions {
  /** @default five minutes */
  readonly period?: Duration;
  /** Whether the result is 0 when no metric has data. @default false: the result has no data either */
  readonly zeroIfMissing?: boolean;
}

/**
 * Combines several metrics into one. Unlike `a + b`, the result has a value when some metrics have no data: most metrics
 * count only failures.
 */
export function combined(
  reducer: 'SUM' | 'MAX',
  label: string,
  metrics: readonly IMetric[],
  { period = PERIOD, zeroIfMissing = false }: CombinedOptions = {},
): IMetric {
  const usingMetrics = Object.fromEntries(metrics.map((metric, index) => [`${label}${index}`, metric]));
  const names = Object.keys(usingMetrics).map((name) => (zeroIfMissing ? `FILL(${name}, 0)` : name));
  return new MathExpression({
    expression: `${reducer}([${names.join(', ')}])`,
    usingMetrics,
    label,
    period,
  });
}
