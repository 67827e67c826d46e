// The response that a client receives for the result of a function.
import { Agent, request } from 'node:http';
import { expect, test } from 'vitest';
import { functionResource, routeResources } from '../support/assembly.ts';
import { send } from '../support/send.ts';
import { serveApi } from '../support/serve-api.ts';

/** Serves a function of this source at `GET /`. */
const serving = (source: string, properties: Record<string, unknown> = {}, code: Record<string, unknown> = {}) =>
  serveApi({
    resources: { Response: functionResource('response', code), ...routeResources('GET /', 'Response', properties) },
    code: { response: `exports.handler = ${source};` },
  });
const get = async (source: string) => send(await serving(source), 'GET', '/');

test('takes status, headers, cookies and body from the function', async () => {
  const response = await get(`async () => ({
    statusCode: 201,
    headers: { 'Content-Type': 'application/problem+json', 'X-Count': 3, 'Content-Length': '999', Connection: 'close' },
    cookies: ['a=1', 'b=2; Secure'],
    body: '{"é":1}',
  })`);
  expect(response).toMatchObject({ status: 201, body: '{"é":1}' });
  expect(response.headers).toMatchObject({
    connection: 'keep-alive',
    'content-length': '8',
    'content-type': 'application/problem+json',
    'set-cookie': ['a=1', 'b=2; Secure'],
    'x-count': '3',
  });
});

test('decodes a body in base64', async () => {
  expect(await get(`async () => ({ statusCode: 200, body: 'aGk=', isBase64Encoded: true })`)).toMatchObject({
    body: 'hi',
  });
});

test('has the content type text/plain when the function sets none', async () => {
  const response = await get(`async () => ({ statusCode: 400, body: 'no' })`);
  expect(response.headers['content-type']).toBe('text/plain; charset=utf-8');
});

test('has no body when the function returns none', async () => {
  const response = await get(`async () => ({ statusCode: 204 })`);
  expect(response).toMatchObject({ status: 204, body: '' });
  expect(response.headers).not.toHaveProperty('content-type');
});

test.each([
  ['an object', '({ a: 1 })', '{"a":1}'],
  ['a string', `'hello'`, 'hello'],
  ['a list', '[1]', '[1]'],
  ['nothing', 'undefined', 'null'],
])('uses %s without a status as the JSON body of a 200', async (_what, value, body) => {
  const response = await get(`async () => (${value})`);
  expect(response).toMatchObject({ status: 200, body, headers: { 'content-type': 'application/json' } });
});

test.each([
  ['that throws', `async () => { throw new Error('secret'); }`],
  ['that returns a malformed status', `async () => ({ statusCode: 'ok', body: '' })`],
  ['that returns a body that is no text', 'async () => ({ statusCode: 200, body: { a: 1 } })'],
  ['that returns a header that HTTP does not allow', `async () => ({ statusCode: 200, headers: { 'a b': 'c' } })`],
  ['that returns a header of two lines', String.raw`async () => ({ statusCode: 200, headers: { a: 'b\nc: d' } })`],
  ['that exits', 'async () => process.exit(0)'],
  ['that is no function', '7'],
])('hides the failure of a function %s', async (_what, source) => {
  expect(await get(source)).toMatchObject({ status: 500, body: '{"message":"Internal Server Error"}' });
});

test('ends the request when the function exceeds the timeout of the integration', async () => {
  const url = await serving(
    '() => new Promise((done) => setTimeout(done, 5000))',
    { TimeoutInMillis: 50 },
    { Timeout: 10 },
  );
  expect(await send(url, 'GET', '/')).toMatchObject({ status: 503, body: '{"message":"Service Unavailable"}' });
});

test('responds to the requests of a connection in order', async () => {
  const url = await serving(`async () => ({ statusCode: 200, body: 'ok' })`);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const reused = () =>
    new Promise<boolean>((resolve, reject) => {
      const outgoing = request(url, { agent }, (incoming) => {
        incoming.resume().on('end', () => setImmediate(resolve, outgoing.reusedSocket));
      });
      outgoing.on('error', reject).end();
    });
  expect([await reused(), await reused(), await reused()]).toEqual([false, true, true]);
  agent.destroy();
});

test('serves concurrent requests', async () => {
  const url = await serving('async ({ rawQueryString }) => rawQueryString');
  const responses = await Promise.all(Array.from({ length: 64 }, (_, i) => send(url, 'GET', `/?${i}`)));
  expect(responses.map(({ body }) => body)).toEqual(Array.from({ length: 64 }, (_, i) => `${i}`));
});
