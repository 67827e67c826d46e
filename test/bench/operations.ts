// The warm handler of every operation, relative to the time that it waits for DynamoDB. The rest is our own code.
import { operations as deployed } from '../../infra/operations.ts';
import { context, type Deployment, deploy, type OperationRequest } from '../support/deployment.ts';
import { microseconds, milliseconds, table, times, whole } from '../support/markdown.ts';
import { CALLS, populate, type World } from '../support/operation-calls.ts';
import { load, median } from './statistics.ts';
import { type Part, progress } from './workbench.ts';

const WARM_UP = 20;
const SEQUENTIAL_CALLS = 60;
const CONCURRENT_CALLS = 64;
const CLIENTS = 16;

export const operations: Part = async (workbench) => {
  const deployment = await deploy(workbench);
  const world = await populate(deployment);
  const rows = [];
  for (const { operation } of deployed) {
    progress(`  ${operation.id}`);
    rows.push([operation.id, ...(await measure(operation.id, deployment, world))]);
  }
  return table(['handler, warm', 'p50', 'of it DynamoDB', 'ratio', 'ours', `calls a second, ${CLIENTS} clients`], rows);
};

/** Milliseconds of one call, and the part of it that waits for DynamoDB. */
interface Timing {
  readonly whole: number;
  readonly waiting: number;
}

async function measure(id: string, deployment: Deployment, world: World): Promise<string[]> {
  const requests = async (count: number) => {
    const prepared: OperationRequest[] = [];
    const prepare = async () => prepared.push((await CALLS[id]?.(world)) ?? {});
    await load(prepare, { calls: count, clients: CLIENTS });
    return prepared;
  };
  const clock = waitingTime(deployment);
  const timings: Timing[] = [];
  try {
    for (const request of await requests(WARM_UP + SEQUENTIAL_CALLS))
      timings.push(await timed(id, request, deployment, clock));
  } finally {
    clock.stop();
  }
  const events = (await requests(CONCURRENT_CALLS)).map(deployment.event);
  const handler = deployment.handlerOf(id);
  const { perSecond } = await load(() => handler(events.pop(), context), { calls: CONCURRENT_CALLS, clients: CLIENTS });
  const warm = timings.slice(WARM_UP);
  return [
    milliseconds(median(warm.map((timing) => timing.whole))),
    milliseconds(median(warm.map((timing) => timing.waiting))),
    warm.every(({ waiting }) => waiting > 0) ? times(median(warm.map((timing) => timing.whole / timing.waiting))) : '',
    microseconds(median(warm.map((timing) => timing.whole - timing.waiting))),
    whole(perSecond),
  ];
}

async function timed(id: string, request: OperationRequest, deployment: Deployment, clock: Clock): Promise<Timing> {
  const [event, handler] = [deployment.event(request), deployment.handlerOf(id)];
  clock.take();
  const start = performance.now();
  await handler(event, context);
  return { whole: performance.now() - start, waiting: clock.take() };
}

interface Clock {
  /** Milliseconds since the last call of `take` during which a call to DynamoDB was pending. */
  take(): number;
  stop(): void;
}

function waitingTime({ client }: Deployment): Clock {
  const { send } = client;
  let pending = 0;
  let since = 0;
  let waited = 0;
  client.send = (async (...call: Parameters<typeof send>) => {
    if (pending === 0) since = performance.now();
    pending += 1;
    try {
      return await send.apply(client, call);
    } finally {
      pending -= 1;
      if (pending === 0) waited += performance.now() - since;
    }
  }) as typeof send;
  return {
    take() {
      const taken = waited;
      waited = 0;
      return taken;
    },
    stop() {
      client.send = send;
    },
  };
}
