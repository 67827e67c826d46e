// The event of a function for a request.
import { describe, expect, test } from 'vitest';
import { functionResource, routeResources } from '../support/assembly.ts';
import { send } from '../support/send.ts';
import { serveApi } from '../support/serve-api.ts';

const echo = {
  resources: {
    Echo: functionResource('echo'),
    ...routeResources('GET /things', 'Echo'),
    ...routeResources('POST /things', 'Echo'),
    ...routeResources('GET /things/{id}', 'Echo'),
    ...routeResources('GET /things/{id}/parts', 'Echo'),
  },
  code: { echo: 'exports.handler = async (event) => event;' },
};

const eventOf = async (...request: [method: string, target: string, headers?: string[], body?: string | Buffer]) => {
  const { status, body } = await send(await serveApi(echo), ...request);
  expect(status).toBe(200);
  return JSON.parse(body);
};

describe('the event', () => {
  test('has payload format 2.0', async () => {
    const event = await eventOf('GET', '/things/7?size=2', ['User-Agent', 'test', 'X-Trace', 'a']);
    expect(event).toEqual({
      version: '2.0',
      routeKey: 'GET /things/{id}',
      rawPath: '/things/7',
      rawQueryString: 'size=2',
      headers: {
        host: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
        connection: 'keep-alive',
        'user-agent': 'test',
        'x-trace': 'a',
      },
      queryStringParameters: { size: '2' },
      pathParameters: { id: '7' },
      requestContext: {
        accountId: '000000000000',
        apiId: 'api',
        domainName: 'api.execute-api.us-east-1.amazonaws.com',
        domainPrefix: 'api',
        http: { method: 'GET', path: '/things/7', protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'test' },
        requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        routeKey: 'GET /things/{id}',
        stage: '$default',
        time: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
        timeEpoch: expect.any(Number),
      },
      isBase64Encoded: false,
    });
  });

  test('omits the fields that the request does not have', async () => {
    const event = await eventOf('GET', '/things');
    expect(event.rawQueryString).toBe('');
    for (const name of ['queryStringParameters', 'pathParameters', 'cookies', 'body'])
      expect(event).not.toHaveProperty(name);
    expect(event.requestContext).not.toHaveProperty('authorizer');
  });

  test('joins repeated headers by commas', async () => {
    const { headers } = await eventOf('GET', '/things', [
      'Authorization',
      'one',
      'X-A',
      '1',
      'authorization',
      'two',
      'x-a',
      '2',
    ]);
    expect(headers).toMatchObject({ authorization: 'one,two', 'x-a': '1,2' });
  });

  test('has the cookies in a separate field', async () => {
    const event = await eventOf('GET', '/things', ['Cookie', 'a=1; b=2']);
    expect(event.cookies).toEqual(['a=1', 'b=2']);
    expect(event.headers).not.toHaveProperty('cookie');
  });
});

describe('the query', () => {
  test('is decoded, and repeated names are joined by commas', async () => {
    const event = await eventOf('GET', '/things?name=a+b%20c&team=x&team=y%26z&flag&=&__proto__=1');
    expect(event.rawQueryString).toBe('name=a+b%20c&team=x&team=y%26z&flag&=&__proto__=1');
    expect(Object.entries(event.queryStringParameters)).toEqual([
      ['name', 'a b c'],
      ['team', 'x,y&z'],
      ['flag', ''],
      ['', ''],
      ['__proto__', '1'],
    ]);
  });
});

describe('the path', () => {
  test('is decoded', async () => {
    const event = await eventOf('GET', '/things/caf%C3%A9%20%2B+%40x');
    expect(event.pathParameters).toEqual({ id: 'café ++@x' });
    expect(event.rawPath).toBe('/things/café ++@x');
  });

  test('is decoded before the route is selected, including an encoded slash', async () => {
    const url = await serveApi(echo);
    expect(await send(url, 'GET', '/things/a%2Fb')).toMatchObject({ status: 404 });
    expect(JSON.parse((await send(url, 'GET', '/things/a%2Fparts')).body).routeKey).toBe('GET /things/{id}/parts');
  });

  test.each(['/things/%', '/things/%zz', '/things/%ff', '/things?a=%', 'things'])(
    '%s is a bad request',
    async (target) => {
      const response = await send(await serveApi(echo), 'GET', target);
      expect(response).toMatchObject({ status: 400, body: '{"message":"Bad Request"}' });
    },
  );

  test.each(['/things/', '/things/7/', '/Things', '/'])('%s is not found', async (target) => {
    const response = await send(await serveApi(echo), 'GET', target);
    expect(response).toMatchObject({ status: 404, body: '{"message":"Not Found"}' });
  });
});

describe('the request target', () => {
  test.each([
    ['http://127.0.0.1:3000/things/7?size=2', '/things/7', 'size=2'],
    ['HTTPS://api.example.com/things', '/things', ''],
  ])('can have the absolute form %s', async (target, rawPath, rawQueryString) => {
    expect(await eventOf('GET', target)).toMatchObject({ rawPath, rawQueryString });
  });

  test.each(['http://127.0.0.1:3000', 'http://127.0.0.1:3000?a=b'])('%s is the root', async (target) => {
    expect(await send(await serveApi(echo), 'GET', target)).toMatchObject({ status: 404 });
  });
});

test('HEAD is not GET: it needs a route', async () => {
  const url = await serveApi({
    ...echo,
    resources: { ...echo.resources, ...routeResources('HEAD /things', 'Echo') },
  });
  expect(await send(url, 'HEAD', '/things')).toMatchObject({ status: 200, body: '' });
  expect(await send(url, 'HEAD', '/things/7')).toMatchObject({ status: 404, body: '' });
});

describe('the body', () => {
  test.each(['application/json', 'Application/JSON; charset=utf-8', 'text/plain', 'application/xml'])(
    'is text when it is %s',
    async (type) => {
      const event = await eventOf('POST', '/things', ['Content-Type', type], '{"name":"é"}');
      expect(event).toMatchObject({ body: '{"name":"é"}', isBase64Encoded: false });
    },
  );

  test.each(['application/octet-stream', 'application/x-www-form-urlencoded', 'application/jsonish'])(
    'is base64 when it is %s',
    async (type) => {
      const event = await eventOf('POST', '/things', ['Content-Type', type], Buffer.from([0, 255]));
      expect(event).toMatchObject({ body: 'AP8=', isBase64Encoded: true });
    },
  );

  test('is base64 without a content type', async () => {
    expect(await eventOf('POST', '/things', [], 'a')).toMatchObject({ body: 'YQ==', isBase64Encoded: true });
  });

  test('is limited to 10 MB', async () => {
    const url = await serveApi({
      resources: {
        Length: functionResource('length', { MemorySize: 512 }),
        ...routeResources('POST /things', 'Length'),
      },
      code: { length: 'exports.handler = async ({ body }) => ({ length: body.length });' },
    });
    const size = 10 * 1024 * 1024;
    const post = (length: number) =>
      send(url, 'POST', '/things', ['content-type', 'text/plain'], Buffer.alloc(length, 'x'));
    expect(await post(size)).toMatchObject({ status: 200, body: `{"length":${size}}` });
    expect(await post(size + 1)).toMatchObject({ status: 413, body: '{"message":"Request Entity Too Large"}' });
  });
});

describe('the head', () => {
  test.each([10_500, 40_000])('is refused with %d bytes', async (length) => {
    const response = await send(await serveApi(echo), 'GET', '/things', ['x-a', 'a'.repeat(length)]);
    expect(response).toMatchObject({ status: 431, body: '{"message":"Request Header Fields Too Large"}' });
  });

  test('is accepted with 10 kB', async () => {
    expect(await send(await serveApi(echo), 'GET', '/things', ['x-a', 'a'.repeat(10_000)])).toMatchObject({
      status: 200,
    });
  });
});
