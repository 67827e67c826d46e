import { expect, onTestFinished, test, vi } from 'vitest';
import { simpleAuthorization } from '../../../infra/local/gateway/authorization.ts';
import type { RoutedRequest } from '../../../infra/local/gateway/event.ts';
import { authorizerResource, functionResource, routeResources } from '../support/assembly.ts';
import { send } from '../support/send.ts';
import { serveApi } from '../support/serve-api.ts';

/** Serves `GET /things/{id}` behind an authorizer of this source; the function behind it returns its event. */
const behind = (
  authorizer: string,
  properties: Record<string, unknown> = {},
  authorizerCode: Record<string, unknown> = {},
) =>
  serveApi({
    resources: {
      Authorize: functionResource('authorize', authorizerCode),
      Echo: functionResource('echo'),
      Bearer: authorizerResource('Authorize', properties),
      ...routeResources('GET /things/{id}', 'Echo', { AuthorizationType: 'CUSTOM', AuthorizerId: { Ref: 'Bearer' } }),
    },
    code: { authorize: `exports.handler = ${authorizer};`, echo: 'exports.handler = async (event) => event;' },
  });
const get = (url: string, headers: string[] = ['Authorization', 'Bearer x']) =>
  send(url, 'GET', '/things/7?a=b', headers);

test('passes the context of the authorizer on to the function', async () => {
  const context = { user_id: 'airflow@service', id: 7, teams: ['Public'], token_id: null };
  const url = await behind(`async () => ({ isAuthorized: true, context: ${JSON.stringify(context)} })`);
  const { status, body } = await get(url);
  expect(status).toBe(200);
  expect(JSON.parse(body).requestContext.authorizer).toEqual({ lambda: context });
});

test('passes an empty context on to the function', async () => {
  const { body } = await get(await behind('async () => ({ isAuthorized: true })'));
  expect(JSON.parse(body).requestContext.authorizer).toEqual({ lambda: null });
});

test('passes the request to the authorizer, without its body', async () => {
  const url = await behind('async (event) => ({ isAuthorized: true, context: { event } })');
  const { body } = await get(url, ['Authorization', 'Bearer x', 'Cookie', 'a=1']);
  const { event } = JSON.parse(body).requestContext.authorizer.lambda;
  expect(event).toMatchObject({
    version: '2.0',
    type: 'REQUEST',
    routeArn: 'arn:aws:execute-api:us-east-1:000000000000:api/$default/GET/things/7',
    identitySource: ['Bearer x'],
    routeKey: 'GET /things/{id}',
    rawPath: '/things/7',
    rawQueryString: 'a=b',
    cookies: ['a=1'],
    headers: { authorization: 'Bearer x' },
    queryStringParameters: { a: 'b' },
    pathParameters: { id: '7' },
    requestContext: { http: { method: 'GET' } },
  });
  expect(event).not.toHaveProperty('body');
  expect(event.requestContext).not.toHaveProperty('authorizer');
});

test.each([
  ['no identity', []],
  ['an empty identity', ['Authorization', '']],
])('does not call the authorizer for a request with %s', async (_what, headers) => {
  const url = await behind('async () => ({ isAuthorized: true })');
  expect(await get(url, headers)).toMatchObject({ status: 401, body: '{"message":"Unauthorized"}' });
});

test('calls the authorizer for every request when it has no identity source', async () => {
  const url = await behind('async () => ({ isAuthorized: true })', { IdentitySource: [] });
  expect(await get(url, [])).toMatchObject({ status: 200 });
});

test('joins a repeated identity source', async () => {
  const url = await behind('async ({ identitySource }) => ({ isAuthorized: true, context: { identitySource } })');
  const { body } = await get(url, ['Authorization', 'a', 'Authorization', 'b']);
  expect(JSON.parse(body).requestContext.authorizer.lambda).toEqual({ identitySource: ['a,b'] });
});

test.each([
  ['denies', 'async () => ({ isAuthorized: false, context: {} })', 403, 'Forbidden'],
  ['throws Unauthorized', `async () => { throw new Error('Unauthorized'); }`, 401, 'Unauthorized'],
  ['throws something else', `async () => { throw new Error('Unauthorized: expired'); }`, 500, 'Internal Server Error'],
  ['returns a policy', `async () => ({ principalId: 'x', policyDocument: {} })`, 500, 'Internal Server Error'],
  ['returns a string instead of a boolean', `async () => ({ isAuthorized: 'true' })`, 500, 'Internal Server Error'],
  ['returns nothing', 'async () => {}', 500, 'Internal Server Error'],
  [
    'returns a context that is not an object',
    'async () => ({ isAuthorized: true, context: [1] })',
    500,
    'Internal Server Error',
  ],
  ['exits', 'async () => process.exit(0)', 500, 'Internal Server Error'],
])('refuses the request when the authorizer %s', async (_what, authorizer, status, message) => {
  expect(await get(await behind(authorizer))).toMatchObject({ status, body: JSON.stringify({ message }) });
});

test('refuses the request when the authorizer times out', async () => {
  const url = await behind('() => new Promise((done) => setTimeout(done, 5000))', {}, { Timeout: 0.1 });
  expect(await get(url)).toMatchObject({ status: 500, body: '{"message":"Internal Server Error"}' });
});

test('responds with 500 when the authorizer takes more than 10 seconds', async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const never = { invoke: () => new Promise<never>(() => {}) };
  const request: Partial<RoutedRequest> = { method: 'GET', path: '/', routeKey: 'GET /', headers: {}, query: {} };
  const verdict = simpleAuthorization({ authorizer: never, identityHeaders: [] })(request as RoutedRequest);
  await vi.advanceTimersByTimeAsync(9999);
  expect(await Promise.race([verdict, 'pending'])).toBe('pending');
  await vi.advanceTimersByTimeAsync(1);
  expect(await verdict).toMatchObject({ passed: false, response: { status: 500 } });
});
