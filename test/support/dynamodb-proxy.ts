// Stands between the system and DynamoDB Local: counts the calls, and makes the faults that the engine cannot.
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * What happens to a call: nothing; it never arrives; it arrives and its answer is lost; or it is answered with an error
 * of DynamoDB's (`__type` and more) and never arrives.
 */
export type Fault = 'none' | 'unreachable' | 'answer lost' | Readonly<Record<string, unknown>>;

export interface DynamoDbProxy {
  readonly endpoint: string;
  /** The calls since the last look, by the name of the operation: `GetItem`. */
  takeCalls(): string[];
  /** Decides about each call from now on. @default none */
  setFault(faultOf: (operation: string) => Fault): void;
  stop(): Promise<void>;
}

export async function startDynamoDbProxy(target: string): Promise<DynamoDbProxy> {
  let calls: string[] = [];
  let faultOf: (operation: string) => Fault = () => 'none';

  const server = createServer(async (incoming, outgoing) => {
    const operation = String(incoming.headers['x-amz-target']).split('.')[1] ?? '';
    calls.push(operation);
    const fault = faultOf(operation);
    if (fault === 'unreachable') incoming.socket.destroy();
    else if (typeof fault === 'object') answer(outgoing, 400, Buffer.from(JSON.stringify(fault)));
    else {
      const [status, body] = await forward(target, incoming);
      if (fault === 'answer lost') incoming.socket.destroy();
      else answer(outgoing, status, body);
    }
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
    stop: () =>
      new Promise((stopped) => {
        server.close(() => stopped());
        server.closeAllConnections();
      }),
  };
}

function answer(outgoing: ServerResponse, status: number, body: Buffer): void {
  outgoing.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(body);
}

function forward(target: string, incoming: IncomingMessage): Promise<[status: number, body: Buffer]> {
  return new Promise((resolve, reject) => {
    const { method, headers } = incoming;
    const forwarded = request(target, { method, headers }, async (response) => {
      resolve([response.statusCode ?? 500, Buffer.concat(await Array.fromAsync(response))]);
    });
    forwarded.on('error', reject);
    incoming.pipe(forwarded);
  });
}
