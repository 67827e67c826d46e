// The function that serves the web console.
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { describe, expect } from 'vitest';
import { it } from '../support/workspace.ts';

/** Requests without the decoding of `fetch`, which also normalizes paths. */
async function request(url: string, headers: Record<string, string> = {}, method = 'GET') {
  const { request: send } = await import('node:http');
  const { origin } = new URL(url);
  const { promise, resolve, reject } = Promise.withResolvers<{
    status: number | undefined;
    headers: Readonly<Record<string, string | string[] | undefined>>;
    body: Buffer;
  }>();
  const sent = send(origin, { path: url.slice(origin.length), method, headers }, async (response) => {
    const body = Buffer.concat(await Array.fromAsync(response));
    resolve({ status: response.statusCode, headers: response.headers, body });
  });
  sent.on('error', reject).end();
  return promise;
}

/** Paths of the files that the page loads. */
async function filesOf(url: string): Promise<string[]> {
  const { body } = await request(`${url}/console/`);
  return [...body.toString().matchAll(/(?:src|href)="(\/console\/assets\/[^"]+)"/g)].map(([, path = '']) => path);
}

it.for(['/', '/console'])('redirects %s to the console', async (path, { workspace }) => {
  const { status, headers } = await request(workspace.url + path);
  expect({ status, location: headers.location }).toEqual({ status: 302, location: '/console/' });
});

it('serves the page for each of its addresses, which a browser verifies before each use', async ({ workspace }) => {
  for (const path of ['/console/', '/console/service-users?role=Admin', '/console/accounts/ada@example.com']) {
    const { status, headers, body } = await request(workspace.url + path);
    expect(status, path).toBe(200);
    expect(headers).toMatchObject({ 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-cache' });
    expect(body.toString()).toContain('<div id="root">');
  }
});

it('serves files with a hash in their name for ever', async ({ workspace }) => {
  const files = await filesOf(workspace.url);
  expect(files.length).toBeGreaterThan(1);
  for (const path of files) {
    const { status, headers } = await request(workspace.url + path);
    expect({ status, caching: headers['cache-control'] }).toEqual({
      status: 200,
      caching: 'public, max-age=31536000, immutable',
    });
  }
});

describe('compression', () => {
  it.for([
    ['br', 'gzip, deflate, br', (body: Buffer) => brotliDecompressSync(body)],
    ['gzip', 'gzip;q=0.5, br;q=0', (body: Buffer) => gunzipSync(body)],
    [undefined, 'identity', (body: Buffer) => body],
  ] as const)('is %s for accept-encoding: %s', async ([encoding, accepted, decode], { workspace }) => {
    const plain = await request(`${workspace.url}/console/`);
    const { headers, body } = await request(`${workspace.url}/console/`, { 'accept-encoding': accepted });
    expect(headers['content-encoding']).toBe(encoding);
    expect(headers.vary).toBe('accept-encoding');
    expect(decode(body).toString()).toBe(plain.body.toString());
  });
});

it('returns 304 for a file that the browser has', async ({ workspace }) => {
  const { headers } = await request(`${workspace.url}/console/`);
  const etag = String(headers.etag);
  const again = await request(`${workspace.url}/console/`, { 'if-none-match': `"other", ${etag}` });
  expect({ status: again.status, bytes: again.body.length }).toEqual({ status: 304, bytes: 0 });
});

it('responds to HEAD without a body, and rejects other methods', async ({ workspace }) => {
  const head = await request(`${workspace.url}/console/`, {}, 'HEAD');
  expect({ status: head.status, bytes: head.body.length, type: head.headers['content-type'] }).toEqual({
    status: 200,
    bytes: 0,
    type: 'text/html; charset=utf-8',
  });
  const post = await request(`${workspace.url}/console/`, {}, 'POST');
  expect({ status: post.status, allow: post.headers.allow }).toEqual({ status: 405, allow: 'GET, HEAD' });
});

it.for([
  '/console/assets/missing.js',
  '/console/missing.css',
  '/console/files.json.gz',
  '/console/../index.js',
  '/console/..%2Findex.js',
  '/console/%2e%2e%2findex.js',
  '/console/assets/..%2f..%2findex.js',
  '/console//etc/passwd.txt',
])('has no file %s', async (path, { workspace }) => {
  expect((await request(workspace.url + path)).status).toBe(404);
});

it('has a strict content security policy with the origin of the issuer', async ({ workspace }) => {
  const { headers } = await request(`${workspace.url}/console/`);
  const { body } = await request(`${workspace.url}/console/config.json`);
  const { issuer, client_id } = JSON.parse(body.toString());
  expect(client_id).toBe('service-users-local');
  expect(String(headers['content-security-policy']).split('; ')).toEqual([
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self' data:",
    `connect-src 'self' ${issuer}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
  ]);
  expect(headers).toMatchObject({
    'strict-transport-security': 'max-age=31536000; includeSubDomains',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'x-frame-options': 'DENY',
  });
});

it('serves the documentation of its version as text', async ({ workspace }) => {
  const { status, headers, body } = await request(`${workspace.url}/console/docs/federation.md`);
  expect({ status, type: headers['content-type'] }).toEqual({ status: 200, type: 'text/plain; charset=utf-8' });
  expect(body.toString()).toMatch(/^# /);
});
