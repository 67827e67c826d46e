import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startupMessage } from '../../infra/local/startup-message.ts';
import { temporaryFolder } from './support/temporary.ts';

const urls = {
  bearer_url: 'http://127.0.0.1:3000',
  signed_url: 'http://127.0.0.1:3001',
  issuer_url: 'http://localhost:3002',
};

const files = {
  credentials: join(process.cwd(), '.local/credentials.json'),
  events: '/tmp/events.jsonl',
  functionLog: '/tmp/functions.log',
};

test('contains commands that a shell can run', () => {
  const file = join(temporaryFolder(), 'credentials.json');
  writeFileSync(file, '{"admin_token":"pat_1"}');
  const printed =
    startupMessage(urls, { ...files, credentials: file }, new Map())
      .split('Try:\n')[1]
      ?.split('\n') ?? [];
  const script = printed
    .slice(0, 4)
    .map((line) => line.replace(/^ *curl /, 'printf "%s|" curl '))
    .join('\n echo\n');
  const [, me, create, list] = execFileSync('sh', ['-c', script], { encoding: 'utf8' }).split('\n');
  expect(me).toBe('curl|-H|Authorization: Bearer pat_1|http://127.0.0.1:3000/api/me|');
  expect(list).toBe('curl|-H|Authorization: Bearer pat_1|http://127.0.0.1:3000/api/users|');
  const [, body] = /^curl\|-X\|POST\|.*\|-d\|(.*)\|http:\/\/127\.0\.0\.1:3000\/api\/users\|$/.exec(create ?? '') ?? [];
  expect(JSON.parse(body ?? '')).toMatchObject({ name: expect.any(String), token: { expires_in_days: 90 } });
});

test('contains the URL of the console first', () => {
  const [, first] = startupMessage(urls, files, new Map()).split('\n');
  expect(first).toBe('  console      http://127.0.0.1:3000/console/');
});

test('contains paths relative to the current folder', () => {
  const printed = startupMessage(urls, files, new Map());
  expect(printed).toContain(`require('./.local/credentials.json')`);
  expect(printed).toContain('/tmp/functions.log');
});

test('contains the APIs of another app', () => {
  const printed = startupMessage(urls, files, new Map([['HttpApi', 'http://127.0.0.1:4000']]));
  expect(printed).toContain(
    '\n  OIDC issuer  http://localhost:3002 (client id service-users-local)\n  HttpApi      http://127.0.0.1:4000\n',
  );
});
