// The properties of the fields of a workload.
import type { Workload } from './workload.ts';

export interface WorkloadFieldsProps<Kind extends Workload> {
  readonly workload: Kind;
  readonly onChange: (workload: Kind) => void;
  /** The error of the request. */
  readonly error: unknown;
}
