// What the runner and the worker of a function tell each other.

/** Given to the worker when it starts. */
export interface WorkerSetup {
  /** File of the code. */
  readonly file: string;
  /** Name of the exported handler. */
  readonly exportName: string;
  readonly functionName: string;
  readonly functionArn: string;
  readonly memoryMegabytes: number;
}

/** To the worker. */
export interface Invocation {
  readonly requestId: string;
  /** JSON, as the Lambda service hands it over. */
  readonly event: string;
  /** Milliseconds since the epoch. */
  readonly deadline: number;
}

/** From the worker: `result` is JSON, and missing when the handler answered nothing. */
export interface Outcome {
  readonly requestId: string;
  readonly result?: string | undefined;
  readonly error?: ErrorReport;
}

/** How the Lambda service reports what a handler threw. */
export interface ErrorReport {
  readonly errorType: string;
  readonly errorMessage: string;
}

export function report(error: unknown): ErrorReport {
  if (error instanceof Error) return { errorType: error.name, errorMessage: error.message };
  return { errorType: typeof error, errorMessage: String(error) };
}
