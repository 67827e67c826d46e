// Runs in the worker thread of a function: loads its code as Lambda does, and calls the handler for each invocation.
import { createRequire } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import { batching, type Invocation, type Outcome, report, type WorkerSetup } from './messages.ts';

const setup = workerData as WorkerSetup;
/** From Node.js 24 on, Lambda rejects a handler that declares a third parameter, the callback. */
const MOST_PARAMETERS = 2;

const exported: Record<string, unknown> = createRequire(setup.file)(setup.file);
const handler = handlerOf(exported[setup.exportName]);

const send = batching<Outcome>((outcomes) => parentPort?.postMessage(outcomes));

parentPort?.on('message', (invocations: readonly Invocation[]) => {
  for (const invocation of invocations) void handle(invocation);
});

async function handle({ requestId, functionArn, event, deadline }: Invocation): Promise<void> {
  const context = {
    awsRequestId: requestId,
    callbackWaitsForEmptyEventLoop: true,
    functionName: setup.functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: functionArn,
    logGroupName: `/aws/lambda/${setup.functionName}`,
    logStreamName: 'local',
    memoryLimitInMB: String(setup.memoryMegabytes),
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
  try {
    send({ requestId, result: JSON.stringify(await handler(JSON.parse(event), context)) });
  } catch (error) {
    console.error(requestId, 'ERROR Invoke Error', error);
    send({ requestId, error: report(error) });
  }
}

function handlerOf(candidate: unknown): (event: unknown, context: unknown) => unknown {
  if (typeof candidate === 'function' && candidate.length <= MOST_PARAMETERS) {
    return candidate as ReturnType<typeof handlerOf>;
  }
  if (typeof candidate === 'function') {
    throw new Error(`${setup.file}: Node.js 24 on Lambda supports no handler with a callback`);
  }
  throw new Error(`${setup.file} exports no function ${setup.exportName}`);
}
