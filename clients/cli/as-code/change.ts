// A change of the plan.
import type { Api } from '../connection/api.ts';

export interface Change {
  /** `blocked` is a difference that only a person may remove: a deactivated account, a revoked token. */
  readonly action: 'create' | 'update' | 'delete' | 'blocked';
  /** What is changed, as `token production of etl@service`. It identifies the change. */
  readonly target: string;
  /** The changed fields, or why the change is blocked. */
  readonly details: readonly string[];
  readonly apply: (context: ApplyContext) => Promise<void>;
}

/** The targets of tokens that may exist, and whose secret is not delivered. They get a new one. */
export type Undelivered = Pick<ReadonlyMap<string, unknown>, 'has'>;

export interface ApplyContext {
  readonly api: Api;
  /** The folder of the file, which paths of secrets start at. */
  readonly folder: string;
  /** The idempotency keys of the tokens whose secret is not delivered, by their targets. */
  readonly creationKeys: Map<string, string>;
}

/** A difference that the CLI reports, and does not change. */
export function blocked(target: string, reason: string): Change {
  return { action: 'blocked', target, details: [reason], apply: async () => {} };
}
