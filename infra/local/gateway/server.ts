// Serves HTTP on the loopback interface.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { RunnerError } from '../runner-error.ts';
import { type GatewayResponse, gatewayMessage, internalServerError } from './response.ts';

const HOST = '127.0.0.1';
/** Time that a stop waits for requests in progress. */
const GRACE_MILLISECONDS = 2000;

export interface HttpServer {
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * @param port - 0 for any free port.
 * @throws RunnerError when the port cannot be used
 */
export async function serve(
  handle: (incoming: IncomingMessage) => Promise<GatewayResponse>,
  port: number,
): Promise<HttpServer> {
  const server = createServer({ keepAliveTimeout: 60_000 }, (incoming, outgoing) => {
    handle(incoming)
      .catch((error: unknown) => {
        // A client may disconnect. Any other error is a defect of the runner, because errors of functions are handled before.
        if (!incoming.errored) console.error(error);
        return internalServerError;
      })
      .then((response) => send(response, outgoing));
  });
  server.on('clientError', rejectMalformed);
  const url = await listen(server, port);
  return { url, stop: () => close(server) };
}

/** Starts a plain HTTP server on a free port. */
export async function serveLocally(listener: RequestListener): Promise<HttpServer> {
  const server = createServer(listener);
  return { url: await listen(server, 0), stop: () => close(server) };
}

/**
 * @param variable - Environment variable that sets the port.
 * @throws RunnerError when the port cannot be used
 */
export async function checkPort(port: number, variable: string): Promise<void> {
  const server = createServer();
  try {
    await listen(server, port);
  } catch (error) {
    if (error instanceof RunnerError)
      throw new RunnerError(`${error.message}: free the port, or set ${variable} to another port`);
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
    throw new RunnerError(code === 'EADDRINUSE' ? `port ${port} is in use` : `port ${port} cannot be used: ${message}`);
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
    // The response has a header that HTTP does not allow.
    for (const name of outgoing.getHeaderNames()) outgoing.removeHeader(name);
    send(internalServerError, outgoing);
  }
}

/** Responds to requests that the HTTP parser of Node.js rejects. */
function rejectMalformed(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (!socket.writable) return;
  const [status, reason] =
    error.code === 'HPE_HEADER_OVERFLOW' ? [431, 'Request Header Fields Too Large'] : [400, 'Bad Request'];
  const { body } = gatewayMessage(status, reason);
  socket.end(
    `HTTP/1.1 ${status} ${reason}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n` +
      `connection: close\r\n\r\n${body}`,
  );
}
