// The headers of every response of the functions.
import middy from '@middy/core';
import { describe, expect, it } from 'vitest';
import { sendResponse } from '../../functions/http/response.ts';
import * as errors from '../../shared/domain/errors.ts';

const send = async (act: () => unknown, event: object = {}, status: 200 | 204 = 200) =>
  (await middy()
    .use(sendResponse({ status }) as middy.MiddlewareObj)
    .handler(act)({ headers: {}, ...event }, {} as never)) as { statusCode: number; headers: Record<string, string> };

const fail = (error: Error) => () => {
  throw error;
};

describe('every response', () => {
  it.each([
    ['a success', 200, () => send(() => ({}))],
    ['a success without a body', 204, () => send(() => undefined, {}, 204)],
    ['an error', 403, () => send(fail(errors.serviceUserCannotLogIn()))],
    ['an unexpected error', 500, () => send(fail(new Error('unexpected')))],
    ['a rejected credential', 401, () => send(fail(errors.unauthorized()))],
  ])('is not stored, used over HTTPS only and of its declared type: %s', async (_, statusCode, respond) => {
    const response = await respond();
    expect(response).toMatchObject({
      statusCode,
      headers: {
        'cache-control': 'no-store',
        'strict-transport-security': 'max-age=31536000; includeSubDomains',
        'x-content-type-options': 'nosniff',
      },
    });
    expect('www-authenticate' in response.headers).toBe(statusCode === 401);
  });
});

describe('a response with 401 has a challenge', () => {
  const challengeOf = async (event: object) =>
    (await send(fail(errors.unauthorized()), event)).headers['www-authenticate'];

  it('without an error code when the request has no credential (RFC 6750, section 3.1)', async () => {
    expect(await challengeOf({})).toBe('Bearer realm="service-users"');
  });

  it.each([
    ['a header', { headers: { authorization: 'Bearer x' } }],
    ['a body', { body: '{"id_token":"x"}' }],
  ])('with the error code invalid_token when the request has a credential in %s', async (_, event) => {
    expect(await challengeOf(event)).toBe('Bearer realm="service-users", error="invalid_token"');
  });
});
