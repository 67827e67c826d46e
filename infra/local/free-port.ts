// Finds a TCP port that nothing listens on.
import { once } from 'node:events';
import { createServer } from 'node:net';

/** Another process can take the port before the caller listens on it. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0);
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('A TCP server has a port.');
  return address.port;
}
