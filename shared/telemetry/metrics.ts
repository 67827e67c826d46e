// What is counted, as metrics of CloudWatch: a line of the log says so itself (embedded metric format), so nothing waits for
// a call, and nothing is lost when the function is frozen.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
import { log } from './log.ts';

export const NAMESPACE = 'ServiceUsers';

/** The sets of dimensions of each metric, beside `service`. Few values each: never an account, a token or a request. */
const DIMENSIONS = {
  /** `outcome`: accepted, refused, failed. `kind`: of the credential, or what it claims to be. */
  Authentications: [['outcome'], ['outcome', 'kind']],
  /** `code`: of the problem document. */
  Refusals: [['code']],
  /** A write lost a race, and was decided again. */
  ConflictsRetried: [[]],
  /** A secret was shown after its overlap. */
  RetiredSecretsUsed: [[]],
  /** The plaintext of a token was shown to have leaked. */
  TokensCompromised: [[]],
} as const;

export type Metric = keyof typeof DIMENSIONS;
type Dimensions<M extends Metric> = Readonly<Record<(typeof DIMENSIONS)[M][number][number], string>>;

/** What makes a line of the log count one of the metric. */
export function metric<M extends Metric>(name: M, dimensions: Dimensions<M>): Readonly<Record<string, unknown>> {
  const directive = {
    Namespace: NAMESPACE,
    Dimensions: DIMENSIONS[name].map((set) => ['service', ...set]),
    Metrics: [{ Name: name, Unit: 'Count' }],
  };
  return { _aws: { Timestamp: Date.now(), CloudWatchMetrics: [directive] }, [name]: 1, ...dimensions };
}

/** Counts one, in a line of its own. */
export function count<M extends Metric>(
  name: M,
  dimensions: Dimensions<M>,
  fields?: Readonly<Record<string, unknown>>,
): void {
  log('INFO', name, { ...metric(name, dimensions), ...fields });
}
