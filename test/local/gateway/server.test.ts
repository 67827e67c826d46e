// The servers of the local system listen on the loopback addresses of both IP versions.
import { once } from 'node:events';
import { createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { expect, onTestFinished, test } from 'vitest';
import { checkPort, serve } from '../../../infra/local/gateway/server.ts';

const hasIpv6 = Object.values(networkInterfaces()).some((all) => all?.some(({ address }) => address === '::1'));

const greet = async () => ({ status: 200, headers: [], body: 'hello' });

test.skipIf(!hasIpv6)('serves the same port on 127.0.0.1 and ::1', async () => {
  const server = await serve(greet, 0);
  onTestFinished(() => server.stop());
  const { port } = new URL(server.url);
  for (const host of ['127.0.0.1', '[::1]', 'localhost'])
    expect(await (await fetch(`http://${host}:${port}`)).text()).toBe('hello');
  await server.stop();
  await expect(fetch(`http://[::1]:${port}`)).rejects.toThrow();
});

test.skipIf(!hasIpv6)('refuses a port that another program uses on ::1', async () => {
  const other = createServer().listen(0, '::1');
  onTestFinished(() => void other.close());
  await once(other, 'listening');
  const address = other.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  await expect(serve(greet, port)).rejects.toThrow(`port ${port} is in use`);
  await expect(checkPort(port, 'PORT')).rejects.toThrow('set PORT to another port');
  await expect(fetch(`http://127.0.0.1:${port}`)).rejects.toThrow();
});
