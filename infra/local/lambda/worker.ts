// Runs in the worker thread of a function: loads its code as Lambda would, and calls the handler for each invocation.
import { createRequire } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import { type Invocation, type Outcome, report, type WorkerSetup } from './messages.ts';

const setup = workerData as WorkerSetup;
const exported: Record<string, unknown> = createRequire(import.meta.url)(setup.file);
const handler = exported[setup.exportName];
if (typeof handler !== 'function') throw new Error(`${setup.file} exports no function ${setup.exportName}`);

parentPort?.on('message', async ({ requestId, event, deadline }: Invocation) => {
  const context = {
    awsRequestId: requestId,
    callbackWaitsForEmptyEventLoop: true,
    functionName: setup.functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: setup.functionArn,
    logGroupName: `/aws/lambda/${setup.functionName}`,
    logStreamName: 'local',
    memoryLimitInMB: String(setup.memoryMegabytes),
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
  const answer = (outcome: Omit<Outcome, 'requestId'>) => parentPort?.postMessage({ requestId, ...outcome });
  try {
    answer({ result: JSON.stringify(await handler(JSON.parse(event), context)) });
  } catch (error) {
    console.error(requestId, 'ERROR Invoke Error', error);
    answer({ error: report(error) });
  }
});
