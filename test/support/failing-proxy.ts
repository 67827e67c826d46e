// A proxy in front of an API that fails on demand: between a client and the system, as a network does.
import { request as send } from 'node:http';
import { type HttpServer, serveLocally } from '../../infra/local/gateway/server.ts';

/** The connection ends before the request is sent, the gateway rejects it, or it is carried out and its response is lost. */
export type Fault = 'refused' | 'unavailable' | 'lost';

interface ProxiedRequest {
  readonly method: string;
  readonly path: string;
}

type Decide = (request: ProxiedRequest) => Fault | undefined | Promise<Fault | undefined>;

/** @param decide - Is called for each request. @returns the server, whose URL replaces that of the API */
export function startFailingProxy(target: string, decide: Decide): Promise<HttpServer> {
  return serveLocally(async (incoming, outgoing) => {
    const { method = '', url: path = '', headers } = incoming;
    const fault = await decide({ method, path });
    if (fault === 'refused') return incoming.socket.destroy();
    if (fault === 'unavailable') {
      incoming.resume();
      return outgoing.writeHead(503, { 'content-type': 'application/json' }).end('{"message":"Service Unavailable"}');
    }
    const forwarded = send(new URL(path, target), { method, headers }, (response) => {
      if (fault === 'lost') return response.resume().on('end', () => incoming.socket.destroy());
      outgoing.writeHead(response.statusCode ?? 502, response.headers);
      return response.pipe(outgoing);
    });
    forwarded.on('error', () => incoming.socket.destroy());
    return incoming.pipe(forwarded);
  });
}
