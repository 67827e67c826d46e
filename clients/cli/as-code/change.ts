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

export interface ApplyContext {
  readonly api: Api;
  /** A random text that is the same for all attempts of this run. */
  readonly runId: string;
  /** The folder of the file, which paths of secrets start at. */
  readonly folder: string;
  /**
   * The targets of tokens whose secret this run has lost, because the response of their creation did not arrive. They get a
   * new one.
   */
  readonly lostSecrets: Set<string>;
}

/** A difference that the CLI reports, and does not change. */
export function blocked(target: string, reason: string): Change {
  return { action: 'blocked', target, details: [reason], apply: async () => {} };
}
