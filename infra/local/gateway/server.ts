// Serves HTTP on the loopback interface.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { RunnerError } from '../runner-error.ts';
import { type GatewayResponse, gatewayMessage, internalServerError } from './response.ts';

const HOST = '127.0.0.1';
/** On macOS and with many clients, `localhost` is this address. */
const HOST_IPV6 = '::1';
/** The machine has no IPv6. */
const NO_IPV6 = ['EADDRNOTAVAIL', 'EAFNOSUPPORT'];
const PORT_ATTEMPTS = 10;
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
  return serveOnLoopback(port, (incoming, outgoing) => {
    handle(incoming)
      .catch((error: unknown) => {
        // A client may disconnect. Any other error is a defect of the runner, because errors of functions are handled before.
        if (!incoming.errored) console.error(error);
        return internalServerError;
      })
      .then((response) => send(response, outgoing));
  });
}

/** Starts a plain HTTP server on a free port. */
export async function serveLocally(listener: RequestListener): Promise<HttpServer> {
  const server = createServer(listener);
  return { url: urlOf(await listen(server, HOST, 0)), stop: () => close(server) };
}

/**
 * @param variable - Environment variable that sets the port.
 * @throws RunnerError when the port cannot be used
 */
export async function checkPort(port: number, variable: string): Promise<void> {
  try {
    const server = await serveOnLoopback(port, () => {});
    await server.stop();
  } catch (error) {
    if (error instanceof RunnerError)
      throw new RunnerError(`${error.message}: free the port, or set ${variable} to another port`);
    throw error;
  }
}

/** Listens on the loopback addresses of both IP versions, on the same port. */
async function serveOnLoopback(port: number, listener: RequestListener): Promise<HttpServer> {
  const create = () => createServer({ keepAliveTimeout: 60_000 }, listener).on('clientError', rejectMalformed);
  for (let attempt = 1; ; attempt++) {
    const server = create();
    const bound = await listen(server, HOST, port);
    const second = create();
    try {
      await listen(second, HOST_IPV6, bound);
      return { url: urlOf(bound), stop: async () => void (await Promise.all([close(server), close(second)])) };
    } catch (error) {
      if (NO_IPV6.includes(causeOf(error))) return { url: urlOf(bound), stop: () => close(server) };
      await close(server);
      // A free port of one address can be in use on the other.
      if (port !== 0 || attempt === PORT_ATTEMPTS) throw error;
    }
  }
}

/** @returns the port */
async function listen(server: Server, host: string, port: number): Promise<number> {
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reason = code === 'EADDRINUSE' ? `port ${port} is in use` : `port ${port} cannot be used: ${message}`;
    throw new RunnerError(reason, { cause: error });
  }
  const address = server.address();
  return typeof address === 'object' && address ? address.port : port;
}

function causeOf(error: unknown): string {
  return String(((error as Error).cause as NodeJS.ErrnoException | undefined)?.code);
}

const urlOf = (port: number) => `http://${HOST}:${port}`;

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
