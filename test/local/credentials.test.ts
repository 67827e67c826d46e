import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  newSigningKey,
  readCredentials,
  signingKeyOf,
  workingToken,
  writeCredentials,
} from '../../infra/local/credentials.ts';
import { functionResource, routeResources } from './support/assembly.ts';
import { serveApi } from './support/serve-api.ts';
import { temporaryFolder } from './support/temporary.ts';

const newFile = () => join(temporaryFolder(), 'credentials.json');
const key = newSigningKey();
const content = {
  bearer_url: 'http://127.0.0.1:3000',
  signed_url: 'http://127.0.0.1:3001',
  issuer_url: 'http://localhost:3002',
  admin_token: 'pat_1',
  region: 'us-east-1',
  access_key_id: key.accessKeyId,
  secret_access_key: key.secretAccessKey,
  session_token: key.sessionToken,
};

test('can be read only by their owner', () => {
  const file = newFile();
  writeCredentials(file, content);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(content);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readCredentials(file)).toEqual(content);
});

test('have the signing key of the last run, and a new one if that had no session token', () => {
  const file = newFile();
  writeCredentials(file, content);
  expect(signingKeyOf(readCredentials(file))).toEqual(key);
  const { session_token: _, ...withoutToken } = content;
  writeFileSync(file, JSON.stringify(withoutToken));
  const renewed = signingKeyOf(readCredentials(file));
  expect(renewed).toEqual({
    ...key,
    accessKeyId: expect.stringMatching(/^ASIA/),
    sessionToken: expect.any(String),
    secretAccessKey: expect.any(String),
  });
  expect(renewed.secretAccessKey).not.toBe(key.secretAccessKey);
});

const HOUR_MS = 60 * 60 * 1000;
const hoursFromNow = (hours: number) => new Date(Date.now() + hours * HOUR_MS).toISOString();

test.each([
  ['keep a token that works', { admin_token: 'pat_works' }, 'pat_works'],
  ['keep a token that never expires', { admin_token: 'pat_works', admin_token_expires: null }, 'pat_works'],
  [
    'keep a token for more than a day',
    { admin_token: 'pat_works', admin_token_expires: hoursFromNow(25) },
    'pat_works',
  ],
  ['renew a token within a day', { admin_token: 'pat_works', admin_token_expires: hoursFromNow(23) }, 'pat_new'],
  ['replace a token that does not work', { admin_token: 'pat_revoked' }, 'pat_new'],
  ['get a token at first', undefined, 'pat_new'],
])('%s', async (_what, earlier, expected) => {
  const getMe = `exports.handler = async ({ headers }) => ({ statusCode: headers.authorization === 'Bearer pat_works' ? 200 : 401 });`;
  const url = await serveApi({
    resources: { GetMe: functionResource('getMe'), ...routeResources('GET /api/me', 'GetMe') },
    code: { getMe },
  });
  const { admin_token } = await workingToken(url, earlier, async () => ({ admin_token: 'pat_new' }));
  expect(admin_token).toBe(expected);
});

test('do not exist before the first start', () => {
  expect(readCredentials(newFile())).toBeUndefined();
});

test.each(['{"bearer_url":', '{}', 'null'])('are refused when the file contains %s', (content) => {
  const file = newFile();
  writeFileSync(file, content);
  expect(() => readCredentials(file)).toThrow(`${file} cannot be read: delete it and start again`);
});
