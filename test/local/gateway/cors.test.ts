import { expect, test } from 'vitest';
import { apiResources, functionResource, routeResources } from '../support/assembly.ts';
import { send } from '../support/send.ts';
import { serveApi } from '../support/serve-api.ts';

const serving = (configuration?: Record<string, unknown>) =>
  serveApi({
    resources: {
      Api: {
        Type: 'AWS::ApiGatewayV2::Api',
        Properties: { ...apiResources.Api?.Properties, ...(configuration && { CorsConfiguration: configuration }) },
      },
      Greet: functionResource('greet'),
      ...routeResources('GET /', 'Greet'),
      ...routeResources('GET /signed', 'Greet', { AuthorizationType: 'AWS_IAM' }),
      ...routeResources('GET /failing', 'Fail'),
      Fail: functionResource('fail'),
    },
    code: {
      greet: `exports.handler = async () => ({ statusCode: 200, headers: { 'Access-Control-Allow-Origin': 'x' } });`,
      fail: `exports.handler = async () => { throw new Error('the function fails'); };`,
    },
  });
const configuration = {
  AllowCredentials: true,
  AllowHeaders: ['authorization', 'content-type'],
  AllowMethods: ['GET', 'POST'],
  AllowOrigins: ['https://app.example.com'],
  ExposeHeaders: ['location'],
  MaxAge: 3600,
};
const corsHeaders = (headers: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith('access-control-')));
const preflight = (url: string, origin: string, path = '/') =>
  send(url, 'OPTIONS', path, ['Origin', origin, 'Access-Control-Request-Method', 'GET']);

test('responds to a preflight request without a route', async () => {
  const response = await preflight(await serving(configuration), 'https://app.example.com');
  expect(response.status).toBe(204);
  expect(corsHeaders(response.headers)).toEqual({
    'access-control-allow-credentials': 'true',
    'access-control-allow-headers': 'authorization,content-type',
    'access-control-allow-methods': 'GET,POST',
    'access-control-allow-origin': 'https://app.example.com',
    'access-control-max-age': '3600',
  });
});

test('responds to a preflight request without the route, the authorization and the function of its path', async () => {
  const url = await serving(configuration);
  const { status, headers } = await preflight(url, 'https://app.example.com');
  expect((await send(url, 'GET', '/signed')).status).toBe(403);
  expect((await send(url, 'GET', '/failing')).status).toBe(500);
  for (const path of ['/signed', '/failing', '/unknown']) {
    const response = await preflight(url, 'https://app.example.com', path);
    expect([path, response.status, corsHeaders(response.headers)]).toEqual([path, status, corsHeaders(headers)]);
  }
});

test('routes an OPTIONS request that is no preflight request', async () => {
  const url = await serving(configuration);
  const origin = ['Origin', 'https://app.example.com'];
  expect((await send(url, 'OPTIONS', '/', origin)).status).toBe(404);
  expect((await send(url, 'OPTIONS', '/', ['Access-Control-Request-Method', 'GET'])).status).toBe(404);
});

test('responds to the preflight request of another origin without permission', async () => {
  const response = await preflight(await serving(configuration), 'https://evil.example.com');
  expect(response.status).toBe(204);
  expect(corsHeaders(response.headers)).toEqual({});
});

test('replaces the CORS headers of the function with its own', async () => {
  const url = await serving(configuration);
  const response = await send(url, 'GET', '/', ['Origin', 'https://app.example.com']);
  expect(corsHeaders(response.headers)).toEqual({
    'access-control-allow-credentials': 'true',
    'access-control-allow-origin': 'https://app.example.com',
    'access-control-expose-headers': 'location',
  });
  expect(corsHeaders((await send(url, 'GET', '/')).headers)).toEqual({});
});

test.each([
  ['*', 'https://a.example', '*'],
  ['https://*', 'https://a.example', 'https://a.example'],
  ['https://*', 'http://a.example', undefined],
])('the origin %s permits %s as %s', async (allowed, origin, expected) => {
  const response = await preflight(await serving({ AllowOrigins: [allowed] }), origin);
  expect(response.headers['access-control-allow-origin']).toBe(expected);
});

test('has no preflight response without a configuration', async () => {
  expect(await preflight(await serving(), 'https://app.example.com')).toMatchObject({ status: 404 });
});
