// Serves HTTP on the loopback interface.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { RunnerError } from '../runner-error.ts';
import { type GatewayResponse, gatewayMessage, internalServerError } from './response.ts';

const HOST = '127.0.0.1';
/** How long a stop waits for requests under way. */
const GRACE_MILLISECONDS = 2000;

export interface HttpServer {
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * @param port - 0 for any free one.
 * @throws RunnerError when the port is not to be had
 */
export async function serve(
  answer: (incoming: IncomingMessage) => Promise<GatewayResponse>,
  port: number,
): Promise<HttpServer> {
  const server = createServer({ keepAliveTimeout: 60_000 }, (incoming, outgoing) => {
    answer(incoming)
      .catch((error: unknown) => {
        // A client that went away is nobody's fault; anything else is a fault of the runner, not of a function.
        if (!incoming.errored) console.error(error);
        return internalServerError;
      })
      .then((response) => send(response, outgoing));
  });
  server.on('clientError', refuseMalformed);
  const url = await listen(server, port);
  return { url, stop: () => close(server) };
}

/** A plain server for one purpose, on a free port. */
export async function serveLocally(listener: RequestListener): Promise<HttpServer> {
  const server = createServer(listener);
  return { url: await listen(server, 0), stop: () => close(server) };
}

/**
 * @param variable - Of the environment, that sets the port.
 * @throws RunnerError when the port is not to be had
 */
export async function checkPort(port: number, variable: string): Promise<void> {
  const server = createServer();
  try {
    await listen(server, port);
  } catch (error) {
    if (error instanceof RunnerError) throw new RunnerError(`${error.message}: free it, or set ${variable} to another`);
    throw error;
  }
  await close(server);
}

async function listen(server: Server, port: number): Promise<string> {
  server.listen(port, HOST);
  try {
    await once(server, 'listening');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new RunnerError(code === 'EADDRINUSE' ? `port ${port} is taken` : `port ${port} cannot be used: ${message}`);
  }
  const address = server.address();
  return `http://${HOST}:${typeof address === 'object' ? address?.port : port}`;
}

async function close(server: Server): Promise<void> {
  const grace = setTimeout(() => server.closeAllConnections(), GRACE_MILLISECONDS);
  const closed = once(server, 'close');
  server.close();
  await closed;
  clearTimeout(grace);
}

function send({ status, headers, body }: GatewayResponse, outgoing: ServerResponse): void {
  if (outgoing.destroyed) return;
  try {
    for (const [name, value] of headers) outgoing.appendHeader(name, value);
    outgoing.statusCode = status;
    outgoing.end(body);
  } catch {
    // A header that HTTP does not allow.
    for (const name of outgoing.getHeaderNames()) outgoing.removeHeader(name);
    send(internalServerError, outgoing);
  }
}

/** What Node's parser refuses. */
function refuseMalformed(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (!socket.writable) return;
  const [status, reason] =
    error.code === 'HPE_HEADER_OVERFLOW' ? [431, 'Request Header Fields Too Large'] : [400, 'Bad Request'];
  const { body } = gatewayMessage(status, reason);
  socket.end(
    `HTTP/1.1 ${status} ${reason}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n` +
      `connection: close\r\n\r\n${body}`,
  );
}
