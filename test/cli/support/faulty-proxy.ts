// A proxy in front of the bearer API that loses responses: the request is carried out, and its client never knows.
import { createServer, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface FaultyProxy {
  readonly url: string;
  /** How many responses were lost. */
  lost(): number;
  stop(): void;
}

export interface FaultOptions {
  /** Runs in place of the first request with its method and path. @returns whether the request is lost. @default false */
  readonly instead?: (path: string) => Promise<boolean>;
}

/** Loses the response of each change once: of the first request with its method and path. */
export async function startFaultyProxy(target: string, { instead }: FaultOptions = {}): Promise<FaultyProxy> {
  const seen = new Set<string>();
  const server = createServer(async (incoming, outgoing) => {
    const { method = '', url = '', headers } = incoming;
    const isFirst = method !== 'GET' && !seen.has(`${method} ${url}`);
    if (isFirst && (await instead?.(url))) {
      seen.add(`${method} ${url}`);
      incoming.socket.destroy();
      return;
    }
    const forwarded = send(new URL(url, target), { method, headers }, (response) => {
      const key = `${method} ${url}`;
      if (method !== 'GET' && !seen.has(key)) {
        seen.add(key);
        response.resume().on('end', () => incoming.socket.destroy());
        return;
      }
      outgoing.writeHead(response.statusCode ?? 502, response.headers);
      response.pipe(outgoing);
    });
    forwarded.on('error', () => incoming.socket.destroy());
    incoming.pipe(forwarded);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    lost: () => seen.size,
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
