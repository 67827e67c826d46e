// A proxy between the system and DynamoDB Local, which counts the calls and injects faults.
import { EventEmitter, once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A fault: whether the call arrives, and which response the client gets. */
export type Fault = keyof typeof FAULTS;

interface Fate {
  readonly arrives: boolean;
  /** No response, and the connection is closed (`reset`) or stays open (`silence`); half a response, then one of these; an error. */
  readonly response: 'whole' | 'reset' | 'silence' | 'half, then reset' | 'half, then silence' | ErrorResponse;
}

type ErrorResponse = (body: string) => readonly [status: number, document: Readonly<Record<string, unknown>>];

const FAULTS = {
  none: { arrives: true, response: 'whole' },
  unreachable: { arrives: false, response: 'reset' },
  'response lost': { arrives: true, response: 'reset' },
  'response cut': { arrives: true, response: 'half, then reset' },
  hung: { arrives: false, response: 'silence' },
  'response hung': { arrives: true, response: 'silence' },
  'response stalled': { arrives: true, response: 'half, then silence' },
  failed: { arrives: false, response: error(500, 'InternalServerError') },
  'failed after all': { arrives: true, response: error(500, 'InternalServerError') },
  throttled: { arrives: false, response: error(400, 'ThrottlingException') },
  'out of capacity': { arrives: false, response: error(400, 'ProvisionedThroughputExceededException') },
  invalid: { arrives: false, response: error(400, 'ValidationException') },
  conflict: { arrives: false, response: error(400, 'TransactionConflictException') },
  'still in progress': { arrives: false, response: error(400, 'TransactionInProgressException') },
  'cancelled by a conflict': { arrives: false, response: cancelled('TransactionConflict') },
  'cancelled by throttling': { arrives: false, response: cancelled('ThrottlingError') },
  'cancelled for want of capacity': { arrives: false, response: cancelled('ProvisionedThroughputExceeded') },
} as const satisfies Record<string, Fate>;

/** Whether a call with this fault never gets a complete response. */
export function isSilent(fault: string): boolean {
  return String(FAULTS[fault as Fault].response).endsWith('silence');
}

function error(status: number, name: string): ErrorResponse {
  return () => [status, { __type: `com.amazonaws.dynamodb.v20120810#${name}`, message: 'planted' }];
}

/** The first write of the transaction has the reason, the others have none. */
function cancelled(reason: string): ErrorResponse {
  return (body) => {
    const { TransactItems } = JSON.parse(body) as { TransactItems: readonly unknown[] };
    const CancellationReasons = TransactItems.map((_, index) => ({ Code: index === 0 ? reason : 'None' }));
    const [status, document] = error(400, 'TransactionCanceledException')(body);
    return [status, { ...document, CancellationReasons }];
  };
}

export interface DynamoDbProxy {
  readonly endpoint: string;
  /** Returns the calls since the last `takeCalls`, by the name of the operation, such as `GetItem`. */
  takeCalls(): string[];
  /** Sets the fault of each following call. @default the one in the header of the call, or none */
  setFault(faultOf: (operation: string) => Fault): void;
  /** Resolves when so many silent calls of the sender have had their effect: it stops waiting for their responses before. */
  untilArrived(sender: string, silentCalls: number): Promise<void>;
  stop(): Promise<void>;
}

/** The headers in which a call requests its fault, and names its sender. */
export const FAULT_HEADER = 'x-fault';
export const SENDER_HEADER = 'x-fault-sender';

export async function startDynamoDbProxy(target: string): Promise<DynamoDbProxy> {
  let calls: string[] = [];
  let faultOf: ((operation: string) => Fault) | undefined;
  const arrived = new Map<string, number>();
  const arrivals = new EventEmitter().setMaxListeners(0);

  const server = createServer(async (incoming, outgoing) => {
    const operation = String(incoming.headers['x-amz-target']).split('.')[1] ?? '';
    calls.push(operation);
    const requested = (incoming.headers[FAULT_HEADER] ?? 'none') as Fault;
    const fault = faultOf?.(operation) ?? requested;
    const sender = String(incoming.headers[SENDER_HEADER]);
    await meet(FAULTS[fault], target, { incoming, outgoing }, () => {
      if (isSilent(fault)) arrived.set(sender, (arrived.get(sender) ?? 0) + 1);
      arrivals.emit('arrival');
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    takeCalls() {
      const taken = calls;
      calls = [];
      return taken;
    },
    setFault(decide) {
      faultOf = decide;
    },
    async untilArrived(sender, silentCalls) {
      while ((arrived.get(sender) ?? 0) < silentCalls) await once(arrivals, 'arrival');
    },
    stop: () =>
      new Promise((stopped) => {
        server.close(() => stopped());
        server.closeAllConnections();
      }),
  };
}

interface Exchange {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
}

/** @param onArrival - Called when the call has had its effect, before the response. */
async function meet(
  fate: Fate,
  target: string,
  { incoming, outgoing }: Exchange,
  onArrival: () => void,
): Promise<void> {
  const body = Buffer.concat(await Array.fromAsync(incoming));
  const [status, response] = fate.arrives ? await forward(target, incoming, body) : [200, Buffer.alloc(0)];
  onArrival();
  if (typeof fate.response === 'function') {
    const [failed, document] = fate.response(body.toString());
    return send(outgoing, failed, Buffer.from(JSON.stringify(document)));
  }
  if (fate.response === 'whole') return send(outgoing, status, response);
  if (fate.response.startsWith('half')) await sendHalf(outgoing, status, response);
  if (fate.response.endsWith('reset')) incoming.socket.destroy();
}

const TYPE = { 'content-type': 'application/x-amz-json-1.0' };

function send(outgoing: ServerResponse, status: number, body: Buffer): void {
  outgoing.writeHead(status, TYPE).end(body);
}

function sendHalf(outgoing: ServerResponse, status: number, body: Buffer): Promise<unknown> {
  outgoing.writeHead(status, { ...TYPE, 'content-length': body.length });
  return new Promise((sent) => outgoing.write(body.subarray(0, Math.ceil(body.length / 2)), sent));
}

function forward(target: string, { method, headers }: IncomingMessage, body: Buffer): Promise<[number, Buffer]> {
  return new Promise((resolve, reject) => {
    const forwarded = request(target, { method, headers }, async (response) => {
      resolve([response.statusCode ?? 500, Buffer.concat(await Array.fromAsync(response))]);
    });
    forwarded.on('error', reject);
    forwarded.end(body);
  });
}
