// The warm handler of every operation, over the time that the same call spends waiting for DynamoDB: what remains is ours.
import { operations as deployed } from '../../infra/operations.ts';
import { context, type Deployment, deploy, type OperationRequest } from '../support/deployment.ts';
import { microseconds, milliseconds, table, times, whole } from '../support/markdown.ts';
import { CALLS, populate, type World } from '../support/operation-calls.ts';
import { load, median } from './statistics.ts';
import { type Part, progress } from './workbench.ts';

const WARM_UP = 20;
const CALLS_ALONE = 60;
const CALLS_AT_ONCE = 64;
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

/** One call alone: milliseconds in all, and of these while a call to DynamoDB was under way. */
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
    for (const request of await requests(WARM_UP + CALLS_ALONE))
      timings.push(await timed(id, request, deployment, clock));
  } finally {
    clock.stop();
  }
  const events = (await requests(CALLS_AT_ONCE)).map(deployment.event);
  const handler = deployment.handlerOf(id);
  const { perSecond } = await load(() => handler(events.pop(), context), { calls: CALLS_AT_ONCE, clients: CLIENTS });
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
  /** Milliseconds since the last look during which a call to DynamoDB was under way. */
  take(): number;
  stop(): void;
}

function waitingTime({ client }: Deployment): Clock {
  const { send } = client;
  let underWay = 0;
  let since = 0;
  let waited = 0;
  client.send = (async (...call: Parameters<typeof send>) => {
    if (underWay === 0) since = performance.now();
    underWay += 1;
    try {
      return await send.apply(client, call);
    } finally {
      underWay -= 1;
      if (underWay === 0) waited += performance.now() - since;
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
