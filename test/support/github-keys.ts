// Serves public keys in the format of GitHub, for reports that a test signs.
import { generateKeyPairSync, sign } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export async function startGithubKeys(): Promise<{ url: string; privateKey: string; stop(): void }> {
  const { publicKey, privateKey } = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const body = JSON.stringify({ public_keys: [{ key_identifier: 'current', key: publicKey, is_current: true }] });
  const server = createServer((_, response) => response.end(body)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/keys`, privateKey, stop: () => server.close() };
}

/** The headers of a report of GitHub with this body. */
export function githubHeaders(body: string, privateKey: string): Record<string, string> {
  return {
    'content-type': 'application/json',
    'github-public-key-identifier': 'current',
    'github-public-key-signature': sign('sha256', Buffer.from(body), privateKey).toString('base64'),
  };
}
