// What is counted, as metrics of CloudWatch: a line of the log says so itself (embedded metric format), so nothing waits for
// a call, and nothing is lost when the function is frozen.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
import { print, service } from './log.ts';

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
  return { [name]: 1, ...dimensions, _aws: { CloudWatchMetrics: [directive(name)], Timestamp: Date.now() } };
}

function directive(name: Metric): object {
  const Dimensions = DIMENSIONS[name].map((set) => ['service', ...set]);
  return { Namespace: NAMESPACE, Dimensions, Metrics: [{ Name: name, Unit: 'Count' }] };
}

/** Whom or what a count is about. */
type About = { readonly request_id: string } | { readonly user_id: string; readonly token_id: number | null };

/** The lines of a metric are the same up to the time. They are written out once: one is on the path of every request. */
const STARTS = Object.fromEntries(
  (Object.keys(DIMENSIONS) as Metric[]).map((name) => {
    const _aws = { CloudWatchMetrics: [directive(name)], Timestamp: 0 };
    return [name, JSON.stringify({ level: 'INFO', message: name, service, [name]: 1, _aws }).slice(0, -'0}}'.length)];
  }),
) as Record<Metric, string>;

/** Counts one, in a line of its own. */
export function count<M extends Metric>(name: M, fields: Dimensions<M> & About): void {
  print(`${STARTS[name]}${Date.now()}},${JSON.stringify(fields).slice(1)}`);
}
