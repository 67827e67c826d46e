// What the Dockerfile refers to, and its health check. No image is built here.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';

const path = (file: string) => fileURLToPath(new URL(`../../${file}`, import.meta.url));
const dockerfile = readFileSync(path('Dockerfile'), 'utf8');
const { scripts, engines } = JSON.parse(readFileSync(path('package.json'), 'utf8'));

/** The arguments of the instruction in the exec form. */
function execForm(instruction: RegExp): string[] {
  const [, json = '[]'] = instruction.exec(dockerfile) ?? [];
  return JSON.parse(json);
}

test('its start command is a script of the package, and its Node.js is one that the package accepts', () => {
  const [command, script = ''] = execForm(/^CMD (\[.*\])$/m);
  expect([command, Object.keys(scripts)]).toEqual(['npm', expect.arrayContaining([script])]);
  const [, major] = /^FROM node:(\d+)-/m.exec(dockerfile) ?? [];
  expect(engines.node).toBe(`>=${major}`);
});

test('the files that it copies exist, with the lock file that `npm ci` needs', () => {
  const copied = [...dockerfile.matchAll(/^COPY (.*) \S+$/gm)].flatMap(([, files = '']) => files.split(' '));
  expect(copied).toContain('package-lock.json');
  expect(copied.filter((file) => !existsSync(path(file)))).toEqual([]);
});

test('it builds the console, because its user cannot write to the folder of the packages', () => {
  const [, ...args] = execForm(/^RUN (\["node".*\])$/m);
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: path('.'), encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(dockerfile.indexOf('buildConsole')).toBeGreaterThan(dockerfile.indexOf('COPY . .'));
  expect(dockerfile.indexOf('buildConsole')).toBeLessThan(dockerfile.indexOf('USER node'));
});

test('it does not run as root', () => {
  expect(dockerfile).toMatch(/^USER node$/m);
});

test.each([
  ['passes when the bearer API responds', 200, 0],
  ['fails when the bearer API fails', 500, 1],
  ['fails when nothing listens', undefined, 1],
])('its health check %s', async (_what, status, expected) => {
  const paths: (string | undefined)[] = [];
  const server = createServer(({ url }, response) => {
    paths.push(url);
    response.writeHead(status ?? 500).end('{}');
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const address = server.address();
  const PORT = String(typeof address === 'object' ? address?.port : '');
  if (status === undefined) server.close();

  const [, ...args] = execForm(/^HEALTHCHECK .*CMD (\[.*\])$/m);
  const check = spawn(process.execPath, args, { env: { ...process.env, PORT }, stdio: 'ignore' });
  const [code] = await once(check, 'close');

  expect(code).toBe(expected);
  expect(paths).toEqual(status === undefined ? [] : ['/api/openapi.json']);
});
