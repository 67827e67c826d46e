// Injects a fault into one call of a request: the call is sent to the proxy that makes the fault, or its process crashes.
import { inject } from 'vitest';
import {
  type DynamoDbProxy,
  FAULT_HEADER,
  isSilent,
  SENDER_HEADER,
  startDynamoDbProxy,
} from '../../support/dynamodb-proxy.ts';
import type { SystemUnderTest } from '../support/system-under-test.ts';
import { type Call, type FaultScenario, TRANSACTION } from './fault-scenarios.ts';

export interface FaultInjection {
  /** Runs the act of the client with the fault scenario at the call of this index, from 0. @returns its result and its calls */
  during<T>(
    clientName: string,
    index: number,
    faultScenario: FaultScenario,
    act: () => Promise<T>,
  ): Promise<{ result: T; calls: Call[] }>;
  stop(): Promise<void>;
}

/** The fault of the request of one client. */
interface Injection {
  readonly sender: string;
  readonly index: number;
  readonly faultScenario: FaultScenario;
  readonly calls: Call[];
  attempts: number;
  /** Attempts whose response does not come. */
  silent: number;
}

export async function injectFaults(system: SystemUnderTest): Promise<FaultInjection> {
  const proxy = await startDynamoDbProxy(inject('endpoint'));
  const { middlewareStack, config } = system.client;
  const injections = new Map<string, Injection>();
  const affected = new WeakMap<object, Injection>();

  middlewareStack.add(
    (next, context) => async (args) => {
      const injection = injections.get(system.currentClient() ?? '');
      if (injection === undefined) return next(args);
      const { faultScenario, index, calls } = injection;
      const call = { by: system.currentFunction() ?? '', command: context.commandName ?? '' };
      const isIt = calls.push(call) - 1 === index;
      if (isIt || isRetry(call, calls[index])) affected.set(context, injection);
      if (isIt && faultScenario.crash === 'before') return system.crash();
      const response = await next(args);
      return isIt && faultScenario.crash === 'after' ? system.crash() : response;
    },
    { step: 'initialize', name: 'calls' },
  );
  middlewareStack.add(
    (next, context) => (args) => {
      const injection = affected.get(context);
      if (injection === undefined) return next(args);
      injection.attempts += 1;
      const fault = injection.faultScenario.fault(injection.attempts);
      if (fault === 'none') return next(args);
      if (isSilent(fault)) injection.silent += 1;
      const request = args.request as HttpRequest;
      const headers = { ...request.headers, [FAULT_HEADER]: fault, [SENDER_HEADER]: injection.sender };
      return next({ ...args, request: { ...request, headers } });
    },
    { step: 'finalizeRequest', priority: 'low', name: 'faults' },
  );
  const handler = config.requestHandler;
  config.requestHandler = divertingFaults(handler as Handler, proxy) as typeof handler;

  return {
    async during(clientName, index, faultScenario, act) {
      const injection: Injection = { sender: clientName, index, faultScenario, calls: [], attempts: 0, silent: 0 };
      injections.set(clientName, injection);
      // Each process has its own retry quota of the SDK. Here one process represents many, so each request gets a full quota.
      Object.assign(await config.retryStrategy(), { capacity: 500 });
      try {
        const result = await act();
        await proxy.untilArrived(clientName, injection.silent);
        return { result, calls: injection.calls };
      } finally {
        injections.delete(clientName);
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

/** A cancelled transaction is retried as another call. */
function isRetry(call: Call, met: Call | undefined): boolean {
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

/** The timeout for a response that does not come, instead of several seconds. A connection is made on any machine. */
const TIMEOUT_MS = 250;

/** Sends calls with a fault to the proxy, and those without a response with a short timeout. */
function divertingFaults(handler: Handler, { endpoint }: DynamoDbProxy): NodeHttpHandler {
  const port = Number(new URL(endpoint).port);
  let withShortTimeouts: NodeHttpHandler | undefined;
  return {
    handle(request, options) {
      const fault = request.headers[FAULT_HEADER];
      if (fault === undefined) return handler.handle(request, options);
      withShortTimeouts ??= new handler.constructor(shortenTimeouts(handler.httpHandlerConfigs()));
      return (isSilent(fault) ? withShortTimeouts : handler).handle({ ...request, port } as HttpRequest, options);
    },
    httpHandlerConfigs: () => handler.httpHandlerConfigs(),
    destroy: () => handler.destroy(),
  };
}

function shortenTimeouts({
  httpAgent: _,
  httpsAgent: __,
  httpAgentProvider: ___,
  ...config
}: Readonly<Record<string, unknown>>) {
  const shortened = Object.entries(config).map(([name, value]) => [
    name,
    name === 'socketTimeout' ? TIMEOUT_MS : value,
  ]);
  return Object.fromEntries(shortened);
}
