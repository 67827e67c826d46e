// A change of the plan.
import type { Api } from '../connection/api.ts';

export interface Change {
  /** `blocked` is a difference that only a person may remove: a deactivated account, a revoked token. */
  readonly action: 'create' | 'update' | 'delete' | 'blocked';
  /** What is changed, as `token production of etl@service`. It identifies the change. */
  readonly target: string;
  /** The changed fields, or why the change is blocked. */
  readonly details: readonly string[];
  /** Where the audit log has the changes of what is updated. */
  readonly audited?: Audited;
  readonly apply: (context: ApplyContext) => Promise<void>;
}

interface Audited {
  /** The `target` of the audit entries. */
  readonly target: string;
  /** For each detail, the field in the `changes` of the entries. */
  readonly fields: readonly string[];
}

/** A token that may exist, and whose secret is not delivered. It gets a new one. */
export interface UndeliveredToken {
  /** The idempotency key of its creation. */
  readonly key: string;
  /** Whether its deletion was begun, because its secret could not be stored. */
  readonly isDiscarded: boolean;
}

/** By the targets of the changes. */
export type Undelivered = ReadonlyMap<string, UndeliveredToken>;

export interface ApplyContext {
  readonly api: Api;
  /** The folder of the file, which paths of secrets start at. */
  readonly folder: string;
  readonly undelivered: Map<string, UndeliveredToken>;
  /** Stops before the next change. The one in progress ends, so that no secret is lost between its creation and its delivery. */
  readonly stop: AbortSignal;
}

/** A difference that the CLI reports, and does not change. */
export function blocked(target: string, reason: string): Change {
  return { action: 'blocked', target, details: [reason], apply: async () => {} };
}
