// What the runner and the worker of a function tell each other, and how: in batches.

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

/** Sends what comes in one turn of the event loop as one message: to wake a thread costs more than what it is told. */
export function batching<T>(send: (batch: readonly T[]) => void): (message: T) => void {
  let batch: T[] = [];
  const flush = () => {
    const full = batch;
    batch = [];
    send(full);
  };
  return (message) => {
    if (batch.push(message) === 1) setImmediate(flush);
  };
}

export function report(error: unknown): ErrorReport {
  if (error instanceof Error) return { errorType: error.name, errorMessage: error.message };
  return { errorType: typeof error, errorMessage: String(error) };
}
