// Runs a Lambda function in a worker thread, which starts at the first invocation and handles all later ones.
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { buildSync } from 'esbuild';
import { batching, type ErrorReport, type Invocation, type Outcome, report, type WorkerSetup } from './messages.ts';

export interface LambdaFunctionProps {
  readonly name: string;
  readonly arn: string;
  /** Names of its aliases, which all refer to this code. @default none */
  readonly aliases?: readonly string[];
  /** Folder of its code. */
  readonly codeFolder: string;
  /** `index.handler`: file without suffix, then export. */
  readonly handler: string;
  /** The complete environment of the function. */
  readonly environment: Readonly<Record<string, string>>;
  readonly memoryMegabytes: number;
  readonly timeoutSeconds: number;
  /** Receives the output of the function. */
  readonly log: Writable;
}

/** Something that can be invoked like a function. */
export interface Invocable {
  /** @throws FunctionError */
  invoke(event: unknown): Promise<unknown>;
}

/** The function threw an error, timed out or crashed. The message is that of the error. */
export class FunctionError extends Error {
  override readonly name = 'FunctionError';
  readonly errorType: string;

  constructor({ errorType, errorMessage }: ErrorReport) {
    super(errorMessage);
    this.errorType = errorType;
  }
}

interface Pending {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: FunctionError) => void;
  readonly timer: NodeJS.Timeout;
}

/** A worker with its pending invocations, which all fail when the worker ends. */
interface Sandbox {
  readonly worker: Worker;
  readonly send: (invocation: Invocation) => void;
  readonly pending: Map<string, Pending>;
}

let workerCode: string | undefined;

/** Returns the code of the worker as JavaScript. It halves the start of a worker, which would load the stripper of types. */
function bundleWorker(): string {
  const { outputFiles } = buildSync({
    entryPoints: [fileURLToPath(new URL('./worker.ts', import.meta.url))],
    bundle: true,
    format: 'cjs',
    platform: 'node',
    write: false,
  });
  return outputFiles[0]?.text ?? '';
}

export class LambdaFunction implements Invocable {
  private sandbox: Sandbox | undefined;
  private readonly props: LambdaFunctionProps;

  constructor(props: LambdaFunctionProps) {
    this.props = props;
  }

  get arn(): string {
    return this.props.arn;
  }

  invoke(event: unknown): Promise<unknown> {
    return this.invokeBy(this.arn, event);
  }

  /** The function by one of its aliases. Undefined if it has no such alias. */
  alias(name: string): Invocable | undefined {
    if (!this.props.aliases?.includes(name)) return undefined;
    return { invoke: (event) => this.invokeBy(`${this.arn}:${name}`, event) };
  }

  private invokeBy(functionArn: string, event: unknown): Promise<unknown> {
    this.sandbox ??= this.start();
    const { send, pending } = this.sandbox;
    const requestId = randomUUID();
    const milliseconds = this.props.timeoutSeconds * 1000;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.timeOut(requestId), milliseconds);
      pending.set(requestId, { resolve, reject, timer });
      send({ requestId, functionArn, event: JSON.stringify(event), deadline: Date.now() + milliseconds });
    });
  }

  /** Ends the worker. Pending invocations fail. */
  async stop(): Promise<void> {
    await this.end({ errorType: 'Runtime.ExitError', errorMessage: 'the function was stopped' });
  }

  private start(): Sandbox {
    const { name, codeFolder, handler, environment, memoryMegabytes, log } = this.props;
    const dot = handler.lastIndexOf('.');
    const setup: WorkerSetup = {
      file: join(codeFolder, `${handler.slice(0, dot)}.js`),
      exportName: handler.slice(dot + 1),
      functionName: name,
      memoryMegabytes,
    };
    workerCode ??= bundleWorker();
    const worker = new Worker(workerCode, {
      eval: true,
      env: environment,
      name,
      resourceLimits: { maxOldGenerationSizeMb: memoryMegabytes },
      stderr: true,
      stdout: true,
      workerData: setup,
    });
    const send = batching<Invocation>((invocations) => worker.postMessage(invocations));
    const sandbox: Sandbox = { worker, send, pending: new Map() };
    const write = (chunk: Buffer) => log.write(chunk);
    worker.stdout.on('data', write);
    worker.stderr.on('data', write);
    worker.on('message', (outcomes: readonly Outcome[]) => {
      for (const outcome of outcomes) complete(sandbox, outcome);
    });
    worker.on('error', (error) => {
      log.write(`${name} crashed: ${error instanceof Error ? error.stack : error}\n`);
      this.abandon(sandbox, report(error));
    });
    worker.on('exit', () =>
      this.abandon(sandbox, { errorType: 'Runtime.ExitError', errorMessage: 'the function exited' }),
    );
    return sandbox;
  }

  private timeOut(requestId: string): void {
    const errorMessage = `${requestId} Task timed out after ${this.props.timeoutSeconds.toFixed(2)} seconds`;
    this.props.log.write(`${errorMessage}\n`);
    void this.end({ errorType: 'Sandbox.Timedout', errorMessage });
  }

  private async end(reason: ErrorReport): Promise<void> {
    const { sandbox } = this;
    if (!sandbox) return;
    this.abandon(sandbox, reason);
    await sandbox.worker.terminate();
  }

  /** Fails the pending invocations of the sandbox. The next invocation starts a new sandbox. */
  private abandon(sandbox: Sandbox, reason: ErrorReport): void {
    if (this.sandbox === sandbox) this.sandbox = undefined;
    for (const requestId of sandbox.pending.keys()) complete(sandbox, { requestId, error: reason });
  }
}

function complete({ pending }: Sandbox, { requestId, result, error }: Outcome): void {
  const invocation = pending.get(requestId);
  // The result arrived after the timeout.
  if (!invocation) return;
  pending.delete(requestId);
  clearTimeout(invocation.timer);
  if (error) invocation.reject(new FunctionError(error));
  else invocation.resolve(result === undefined ? null : JSON.parse(result));
}
