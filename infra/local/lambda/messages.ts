// The messages between the runner and the worker of a function, which are sent in batches.

/** Data that the worker receives when it starts. */
export interface WorkerSetup {
  /** File of the code. */
  readonly file: string;
  /** Name of the exported handler. */
  readonly exportName: string;
  readonly functionName: string;
  readonly memoryMegabytes: number;
}

/** Message to the worker. */
export interface Invocation {
  readonly requestId: string;
  /** The ARN by which the function is invoked, which can end with an alias. */
  readonly functionArn: string;
  /** JSON, as the Lambda service passes it to the runtime. */
  readonly event: string;
  /** Milliseconds since the epoch. */
  readonly deadline: number;
}

/** Message from the worker. `result` is JSON, and missing if the handler returned nothing. */
export interface Outcome {
  readonly requestId: string;
  readonly result?: string | undefined;
  readonly error?: ErrorReport;
}

/** The report of the Lambda service about an error of a handler. */
export interface ErrorReport {
  readonly errorType: string;
  readonly errorMessage: string;
}

/** Sends all messages of one turn of the event loop as one batch, because waking up a thread is expensive. */
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
