// CloudWatch metrics in the embedded metric format: a log line carries the metric, so a request waits for no call, and
// no value is lost when Lambda freezes the function.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
import { service, writeLine } from './log.ts';

export const NAMESPACE = 'ServiceUsers';

/**
 * The sets of dimensions of each metric, in addition to `service`. A dimension has few values; it is never an account,
 * a token or a request.
 */
const DIMENSIONS = {
  /**
   * `outcome` is accepted, refused or failed. `kind` is the kind of the credential, or the kind that it claims to be.
   */
  Authentications: [['outcome'], ['outcome', 'kind']],
  /** `code` is the error code of the problem document. */
  Refusals: [['code']],
  /** A write was rejected because of a concurrent write, and was repeated. */
  ConflictsRetried: [[]],
  /** A request presented a valid token or session from an address that is not allowed. */
  AddressesRefused: [[]],
  /** A request presented a secret whose overlap has ended. */
  RetiredSecretsUsed: [[]],
  /** A superseded secret attempted to rotate its token. */
  SupersededSecretRotations: [[]],
  /** A report proved that the plaintext of a token has leaked. */
  TokensCompromised: [[]],
  /** An exchange of an OIDC token for a session. `outcome` is accepted, refused or failed. */
  Exchanges: [['outcome']],
  /** A report proved that the plaintext of a session has leaked. */
  SessionsCompromised: [[]],
  /** An audit entry was changed or deleted in the table, which no code does. */
  AuditEntriesAltered: [[]],
} as const;

export type Metric = keyof typeof DIMENSIONS;
type Dimensions<M extends Metric> = Readonly<Record<(typeof DIMENSIONS)[M][number][number], string>>;

/** Returns the fields that make a log line count one occurrence of the metric. */
export function metric<M extends Metric>(name: M, dimensions: Dimensions<M>): Readonly<Record<string, unknown>> {
  return { [name]: 1, ...dimensions, _aws: { CloudWatchMetrics: [directive(name)], Timestamp: Date.now() } };
}

/** The unit of a metric is optional. */
function directive(name: Metric): object {
  const Dimensions = DIMENSIONS[name].map((set) => ['service', ...set]);
  return { Namespace: NAMESPACE, Dimensions, Metrics: [{ Name: name }] };
}

/** The request, the account and token, or the audit entry, that an occurrence is about. */
type Subject =
  | {
      readonly request_id: string;
      /** The source and the claims of a credential that was not accepted. */
      readonly source_ip?: string | undefined;
      readonly account_id?: number;
      readonly iam_arn?: string;
    }
  | { readonly user_id: string; readonly token_id?: number; readonly session_id?: number; readonly policy_id?: number }
  | { readonly entry_id: string; readonly change: string };

/**
 * The beginning of the lines of each metric, up to the timestamp. It is serialized once, because one of the lines is
 * written for every request. It has no level: Lambda assigns INFO to a line without one.
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html
 */
const LINE_PREFIXES = Object.fromEntries(
  (Object.keys(DIMENSIONS) as Metric[]).map((name) => {
    const _aws = { CloudWatchMetrics: [directive(name)], Timestamp: 0 };
    return [name, JSON.stringify({ service, [name]: 1, _aws }).slice(0, -'0}}'.length)];
  }),
) as Record<Metric, string>;

/** Counts one occurrence of the metric, with its own log line. */
export function count<M extends Metric>(name: M, fields: Dimensions<M> & Subject): void {
  writeLine(`${LINE_PREFIXES[name]}${Date.now()}},${JSON.stringify(fields).slice(1)}`);
}
