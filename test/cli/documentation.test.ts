// The commands of docs/cli.md and of the table in docs/tasks.md, exactly as they are printed.
import { execFile } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, inject, onTestFinished } from 'vitest';
import { AUDIENCE as CLIENT_ID } from '../../infra/local/issuer.ts';
import { noteSecrets, refuseLeaks } from '../support/canaries.ts';
import { type Cli, it } from './support/cli.ts';

const MAIN = fileURLToPath(new URL('../../clients/cli/main.ts', import.meta.url));
const page = (name: string) => readFileSync(new URL(`../../docs/${name}.md`, import.meta.url), 'utf8');
const blocksOf = (text: string, language: string) =>
  [...text.matchAll(new RegExp(`^\\s*\`\`\`${language}\\n(.*?)^\\s*\`\`\`$`, 'gms'))].map(([, block = '']) => block);

/** Puts programs in front of the search path. @returns their folder */
function installPrograms(cli: Cli, programs: Readonly<Record<string, string>>): string {
  const folder = join(cli.folder, 'programs');
  mkdirSync(folder, { recursive: true });
  for (const [name, body] of Object.entries(programs)) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${body}\n`);
    chmodSync(join(folder, name), 0o755);
  }
  return folder;
}

/** Runs commands in bash, as a reader does. An error of a command ends them. */
async function bash(cli: Cli, commands: string, env: Readonly<Record<string, string>> = {}) {
  const programs = installPrograms(cli, {
    'service-users': `exec "${process.execPath}" "${MAIN}" "$@"`,
    // npx runs the program of an installed package.
    npx: 'exec "$@"',
  });
  const { stdout, stderr } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', commands], {
    cwd: cli.folder,
    env: { ...cli.env, PATH: `${programs}:${cli.env.PATH}`, ...env },
  });
  refuseLeaks({ logs: stdout + stderr });
  return { stdout, stderr };
}

const noteSecretIn = (cli: Cli, name: string) => noteSecrets(readFileSync(join(cli.folder, name), 'utf8'));

it('every block of docs/cli.md runs, except the installation of the package', async ({ cli, workspace }) => {
  const { admin } = workspace;
  const blocks = blocksOf(page('cli'), 'sh');
  const next = (start: string) => {
    const block = blocks.shift() ?? '';
    expect(block).toMatch(new RegExp(`^(?:npx )?${start}`));
    return block;
  };
  await workspace.teams('Data');
  await admin.post('/api/users', { name: 'ETL' });

  // test/examples installs the package.
  next('npm install');

  // The browser: the person enters an e-mail address in the page of the issuer, which redirects to the CLI.
  const issuer = inject('issuer').url;
  const open = `fetch(process.argv[1] + "&login_hint=admin@example.com")`;
  installPrograms(cli, { 'xdg-open': `exec "${process.execPath}" -e '${open}' "$1"` });
  const login = next('service-users login').replace(
    'https://example.execute-api.eu-west-1.amazonaws.com',
    `${workspace.url} --issuer ${issuer} --issuer-client-id ${CLIENT_ID}`,
  );
  const person = await bash(cli, login, { SERVICE_USERS_TOKEN: '', SERVICE_USERS_URL: '' });
  expect(person.stderr).toContain('Logged out admin@example.com.');

  const { job, stop } = await jobOfGithub(issuer);
  onTestFinished(stop);
  const policy = { name: 'local', issuer, audience: 'https://service-users.example.com', subject: 'ci' };
  const created = await admin.post('/api/users/etl@service/federation-policies', policy);
  const workload = await bash(cli, next('service-users --workload github'), { SERVICE_USERS_TOKEN: '', ...job });
  expect(workload.stdout).toContain('federation');
  await admin.delete(`/api/users/etl@service/federation-policies/${created.body.id}`);

  await bash(cli, next('service-users users create'));
  noteSecretIn(cli, 'airflow.token');
  expect((await bash(cli, next('service-users tokens introspect'))).stdout).toContain('airflow_service_user@service');

  await bash(cli, next('service-users import'));
  expect(existsSync(join(cli.folder, 'service-users.yaml'))).toBe(true);
  const [file = ''] = blocksOf(page('cli'), 'yaml');
  writeFileSync(join(cli.folder, 'service-users.yaml'), file);
  const applied = await bash(
    cli,
    next('service-users plan').replace('service-users plan', 'service-users plan || [ $? = 2 ]'),
  );
  expect(applied.stderr).toContain('changes made.');
  expect(JSON.parse((await bash(cli, next('service-users drift'))).stdout)).toEqual([]);
  expect(blocks).toEqual([]);
});

it('every command of the table in docs/tasks.md runs', async ({ cli, workspace }) => {
  const { admin } = workspace;
  const [, section = ''] = page('tasks').split('\n## Console, command line interface and code\n');
  const [table = ''] = section.split('\n## ');
  const commands = [...table.matchAll(/\| `(service-users .*?)`/g)].map(([, command = '']) => command);
  expect(commands).toHaveLength(13);
  await admin.post('/api/users', { name: 'Ada', user_type: 'Human', email: 'ada@example.com' });
  const { token } = await workspace.serviceUser();
  writeFileSync(join(cli.folder, 'leaked.txt'), `a log line with ${token.bearer_token}\n`);
  writeFileSync(join(cli.folder, 'service-users.yaml'), 'version: 1\n');
  await workspace.teams('Data');
  // The table and docs/cli.md create a datastore with the same name.
  await admin.put('/api/datastores/1', { name: 'Other' });
  for (const command of commands) {
    const { items } = (await admin.get('/api/user-tokens/service?status=Active')).body;
    await bash(cli, command.replace(/rotate \d+/, `rotate ${items.at(-1)?.id}`));
    for (const name of ['orders.token', 'new.token']) if (existsSync(join(cli.folder, name))) noteSecretIn(cli, name);
  }
  expect((await admin.get('/api/users/ada@example.com')).body.deleted_at).toEqual(expect.any(String));
  expect((await admin.get(`/api/user-tokens/${token.id}`)).body.status).toBe('Compromised');
});

/** The environment of a job of GitHub Actions, whose endpoint signs a token for the audience in the query. */
async function jobOfGithub(issuer: string) {
  const server = createServer(async (request, response) => {
    const audience = new URL(request.url ?? '', 'http://localhost').searchParams.get('audience');
    const now = Math.floor(Date.now() / 1000);
    const claims = { iss: issuer, sub: 'ci', aud: audience, iat: now, exp: now + 300, jti: `${now}` };
    const signed = await fetch(`${issuer}/workload-token`, { method: 'POST', body: JSON.stringify(claims) });
    const { id_token: value } = (await signed.json()) as { id_token: string };
    noteSecrets(value);
    response.end(JSON.stringify({ value }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const job = { ACTIONS_ID_TOKEN_REQUEST_URL: `http://127.0.0.1:${port}/`, ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'job' };
  return { job, stop: () => void server.close() };
}
