// Lets one call of a request meet a fault: the call is sent to the proxy that makes it, or its process ends.
import { inject } from 'vitest';
import { type DynamoDbProxy, FAULT_HEADER, isSilent, startDynamoDbProxy } from '../../support/dynamodb-proxy.ts';
import { type Call, type FaultScenario, TRANSACTION } from './fault-scenarios.ts';
import type { SystemUnderTest } from '../support/system-under-test.ts';

export interface FaultInjection {
  /** Acts on behalf of the clientName, while its call of this index, from 0, meets the faultScenario; tells the calls that were made. */
  during<T>(clientName: string, index: number, faultScenario: FaultScenario, act: () => Promise<T>): Promise<{ result: T; calls: Call[] }>;
  stop(): Promise<void>;
}

interface Course {
  readonly index: number;
  readonly faultScenario: FaultScenario;
  readonly calls: Call[];
  attempts: number;
}

export async function injectFaults(system: SystemUnderTest): Promise<FaultInjection> {
  const proxy = await startDynamoDbProxy(inject('endpoint'));
  const { middlewareStack, config } = system.client;
  const courses = new Map<string, Course>();
  const meeting = new WeakMap<object, Course>();

  middlewareStack.add(
    (next, context) => async (args) => {
      const course = courses.get(system.currentClient() ?? '');
      if (course === undefined) return next(args);
      const { faultScenario, index, calls } = course;
      const call = { by: system.currentFunction() ?? '', command: context.commandName ?? '' };
      const isIt = calls.push(call) - 1 === index;
      if (isIt || isRepeated(call, calls[index])) meeting.set(context, course);
      if (isIt && faultScenario.crash === 'before') return system.crash();
      const response = await next(args);
      return isIt && faultScenario.crash === 'after' ? system.crash() : response;
    },
    { step: 'initialize', name: 'calls' },
  );
  middlewareStack.add(
    (next, context) => (args) => {
      const course = meeting.get(context);
      if (course === undefined) return next(args);
      course.attempts += 1;
      const fault = course.faultScenario.fault(course.attempts);
      if (fault === 'none') return next(args);
      const request = args.request as HttpRequest;
      const headers = { ...request.headers, [FAULT_HEADER]: fault };
      return next({ ...args, request: { ...request, headers } });
    },
    { step: 'finalizeRequest', priority: 'low', name: 'faults' },
  );
  const handler = config.requestHandler;
  config.requestHandler = divertingFaults(handler as Handler, proxy) as typeof handler;

  return {
    async during(clientName, index, faultScenario, act) {
      const course: Course = { index, faultScenario, calls: [], attempts: 0 };
      courses.set(clientName, course);
      // A process begins with the whole of what the SDK allows for repetitions; here one process stands for many.
      Object.assign(await config.retryStrategy(), { capacity: 500 });
      try {
        return { result: await act(), calls: course.calls };
      } finally {
        courses.delete(clientName);
      }
    },
    async stop() {
      middlewareStack.remove('calls');
      middlewareStack.remove('faults');
      config.requestHandler = handler;
      await proxy.stop();
    },
  };
}

/** A transaction that is cancelled is written again, as another call. */
function isRepeated(call: Call, met: Call | undefined): boolean {
  return call.command === TRANSACTION && met?.command === TRANSACTION;
}

interface HttpRequest {
  readonly headers: Readonly<Record<string, string>>;
}

type Handler = NodeHttpHandler & { readonly constructor: new (options: object) => NodeHttpHandler };

interface NodeHttpHandler {
  handle(request: HttpRequest, options?: object): Promise<unknown>;
  httpHandlerConfigs(): Readonly<Record<string, unknown>>;
  destroy(): void;
}

/** What is waited for an response that does not come, in the place of seconds. */
const TIMEOUT_MS = 250;

/** Sends what asks for a fault to the proxy; what would wait for long, by a handler that waits for the same less long. */
function divertingFaults(handler: Handler, { endpoint }: DynamoDbProxy): NodeHttpHandler {
  const port = Number(new URL(endpoint).port);
  let impatient: NodeHttpHandler | undefined;
  return {
    handle(request, options) {
      const fault = request.headers[FAULT_HEADER];
      if (fault === undefined) return handler.handle(request, options);
      impatient ??= new handler.constructor(inAHurry(handler.httpHandlerConfigs()));
      return (isSilent(fault) ? impatient : handler).handle({ ...request, port } as HttpRequest, options);
    },
    httpHandlerConfigs: () => handler.httpHandlerConfigs(),
    destroy: () => handler.destroy(),
  };
}

function inAHurry({
  httpAgent: _,
  httpsAgent: __,
  httpAgentProvider: ___,
  ...config
}: Readonly<Record<string, unknown>>) {
  const hurried = Object.entries(config).map(([name, value]) => [
    name,
    name.endsWith('Timeout') && value ? TIMEOUT_MS : value,
  ]);
  return Object.fromEntries(hurried);
}
