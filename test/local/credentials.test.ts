import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { mintAdminToken } from '../../infra/local/admin-token.ts';
import { readCredentials, writeCredentials } from '../../infra/local/credentials.ts';
import { FunctionError } from '../../infra/local/lambda/lambda-function.ts';
import type { System } from '../../infra/local/system.ts';
import { functionResource, routeResources } from './support/assembly.ts';
import { serveApi } from './support/serve-api.ts';
import { temporaryFolder } from './support/temporary.ts';

/** A system whose `GET /api/me` takes the token `pat_works`, and that makes tokens this way. */
async function systemThat(
  invoke: System['invoke'],
  customResources: System['customResources'] = new Map(),
): Promise<System> {
  const getMe = `exports.handler = async ({ headers }) => ({ statusCode: headers.authorization === 'Bearer pat_works' ? 200 : 401 });`;
  const bearerUrl = await serveApi({
    resources: { GetMe: functionResource('getMe'), ...routeResources('GET /api/me', 'GetMe') },
    code: { getMe },
  });
  return { bearerUrl, customResources, invoke, tableName: 'none', stop: async () => {} };
}
const mint = async () => 'pat_new';
const newFile = () => join(temporaryFolder(), 'credentials.json');

test('are written for their owner alone', async () => {
  const file = newFile();
  const system = await systemThat(vi.fn());
  await writeCredentials(file, system, undefined, mint);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ bearer_url: system.bearerUrl, admin_token: 'pat_new' });
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test.each([
  ['keep a token that works', 'pat_works', 'pat_works'],
  ['replace a token that does not', 'pat_revoked', 'pat_new'],
])('%s', async (_what, earlier, expected) => {
  const file = newFile();
  await writeCredentials(
    file,
    await systemThat(vi.fn()),
    { bearer_url: 'http://elsewhere', admin_token: earlier },
    mint,
  );
  expect(readCredentials(file)?.admin_token).toBe(expected);
});

test('are none before the first start', () => {
  expect(readCredentials(newFile())).toBeUndefined();
});

test.each(['{"bearer_url":', '{}', 'null'])('are refused when the file holds %s', (content) => {
  const file = newFile();
  writeFileSync(file, content);
  expect(() => readCredentials(file)).toThrow(`${file} cannot be read: delete it and start again`);
});

const firstAdmin = new Map([['Custom::FirstAdmin', { Id: '1', UserId: 'admin@example.com' }]]);

test('get a token of the first Admin that never expires', async () => {
  const invoke = vi.fn(async () => ({ statusCode: 201, body: '{"bearer_token":"pat_1"}' }));
  expect(await mintAdminToken(await systemThat(invoke, firstAdmin))).toBe('pat_1');
  expect(invoke).toHaveBeenCalledExactlyOnceWith(
    'POST /api/user-tokens',
    expect.objectContaining({
      body: expect.stringMatching(/^\{"name":"local admin \d{4}-.*Z","expires_in_days":null\}$/),
      requestContext: expect.objectContaining({
        authorizer: {
          lambda: {
            id: 1,
            user_id: 'admin@example.com',
            user_type: 'Human',
            role: 'Admin',
            teams: ['Public'],
            authenticated_by: 'oidc',
            token_id: null,
          },
        },
      }),
    }),
  );
});

test('cannot be had without a first Admin', async () => {
  await expect(mintAdminToken(await systemThat(vi.fn()))).rejects.toThrow('does not say who its first Admin is');
});

test.each([
  ['refuses', async () => ({ statusCode: 403, body: '{}' }), 'POST /api/user-tokens answered 403'],
  [
    'fails',
    () => Promise.reject(new FunctionError({ errorType: 'TypeError', errorMessage: 'oops' })),
    'TypeError: oops',
  ],
])('cannot be had when the system %s', async (_what, invoke, message) => {
  await expect(mintAdminToken(await systemThat(invoke, firstAdmin))).rejects.toThrow(
    `no token could be made for the first Admin: ${message}`,
  );
});
