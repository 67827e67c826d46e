// A secret is never printed unless --show-secret asks for it, and none is created without a destination.
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { noteSecrets } from '../support/canaries.ts';
import { it } from './support/cli.ts';

it('creates no secret without a destination', async ({ cli, workspace }) => {
  await cli.json('users', 'create', 'Without Destination');
  const create = ['tokens', 'create', 'production', '--user', 'without_destination@service'];
  const rejected = await cli.run(create);
  expect(rejected).toMatchObject({ code: 64, stdout: '', stderr: expect.stringContaining('Nothing was changed.') });
  writeFileSync(join(cli.folder, 'existing'), 'content');
  expect(await cli.run([...create, '--out', 'existing'])).toMatchObject({ code: 64 });
  expect(await cli.run([...create, '--out', 'missing/folder'])).toMatchObject({ code: 64 });
  expect(await cli.run(['users', 'create', 'Other', '--token', 'first'])).toMatchObject({ code: 64 });
  expect(readFileSync(join(cli.folder, 'existing'), 'utf8')).toBe('content');
  const { body } = await workspace.admin.get('/api/user-tokens/service?user_id=without_destination@service');
  expect(body.items).toEqual([]);
  expect((await workspace.admin.get('/api/users/other@service')).status).toBe(404);
});

it('writes the secret of a new account and of a rotation to a file that only the user can read', async ({
  cli,
  workspace,
}) => {
  const secretIn = (name: string) => {
    const text = readFileSync(join(cli.folder, name), 'utf8');
    noteSecrets(text);
    return text.trim();
  };
  const args = [
    'users',
    'create',
    'Pipeline',
    '--token',
    'production',
    '--expires-in-days',
    '30',
    '--out',
    'pipeline.token',
  ];
  const created = await cli.json(...args);
  expect(created).toMatchObject({ user_id: 'pipeline@service', token: { name: 'production', lifetime_days: 30 } });
  expect(created.token).not.toHaveProperty('bearer_token');
  const first = secretIn('pipeline.token');
  expect(statSync(join(cli.folder, 'pipeline.token')).mode & 0o777).toBe(0o600);

  await cli.json('tokens', 'rotate', String(created.token.id), '--overlap-hours', '0', '--out', 'pipeline.token');
  const second = secretIn('pipeline.token');
  expect(second).not.toBe(first);
  expect((await workspace.client(second).get('/api/me')).status).toBe(200);
  expect((await workspace.client(first).get('/api/me')).status).toBe(401);

  // A token rotates itself.
  const env = { SERVICE_USERS_TOKEN: second };
  expect(await cli.run(['tokens', 'rotate', 'self', '--out', 'pipeline.token'], { env })).toMatchObject({ code: 0 });
  expect((await workspace.client(secretIn('pipeline.token')).get('/api/me')).status).toBe(200);
  expect(readdirSync(cli.folder).filter((name) => name.includes('.tmp'))).toEqual([]);
});

it('creates a token that never expires, where the token policy allows it', async ({ cli, workspace }) => {
  const { body: policy } = await workspace.admin.get('/api/policy');
  await workspace.admin.put('/api/policy', { never_expiring_roles: ['Member'] });
  await cli.json('users', 'create', 'Endless');
  const create = ['tokens', 'create', 'endless', '--user', 'endless@service', '--out', 'endless.token'];
  expect(await cli.json(...create, '--expires-in-days', 'never')).toMatchObject({ expiration: null });
  noteSecrets(readFileSync(join(cli.folder, 'endless.token'), 'utf8'));
  await workspace.admin.put('/api/policy', { never_expiring_roles: policy.never_expiring_roles });
});

it('says how to get a new secret when the file cannot be written after all', async ({ cli }) => {
  const folder = join(cli.folder, 'changing');
  mkdirSync(folder);
  // A folder takes the place of the file between its check and the end of the request.
  const rotated = await cli.json('users', 'create', 'Changing', '--token', 'first', '--out', 'changing/token');
  noteSecrets(readFileSync(join(folder, 'token'), 'utf8'));
  mkdirSync(join(folder, 'target'));
  const result = await cli.run(['tokens', 'rotate', String(rotated.token.id), '--out', 'changing/target']);
  expect(result).toMatchObject({
    code: 1,
    stderr: expect.stringContaining(`service-users tokens rotate ${rotated.token.id} --out <destination>`),
  });
  chmodSync(folder, 0o700);
  expect(readdirSync(folder).sort()).toEqual(['target', 'token']);
});

it('prints a secret with --show-secret only, and never a trace of one with --verbose', async ({ cli, workspace }) => {
  const shown = await cli.run(['users', 'create', 'Shown', '--token', 'first', '--show-secret', '--json'], {
    showsSecret: true,
  });
  const { token } = JSON.parse(shown.stdout);
  expect((await workspace.client(token.bearer_token).get('/api/me')).status).toBe(200);
  const env = { SERVICE_USERS_TOKEN: token.bearer_token };
  const verbose = await cli.run(['whoami', '--verbose'], { env });
  expect(verbose.stderr).toMatch(/^GET http:\S+\/api\/me 200 \(\d+ ms\)\n$/);
  const introspected = await cli.run(['tokens', 'introspect', '--json'], { input: `${token.bearer_token}\n` });
  expect(JSON.parse(introspected.stdout)).toMatchObject({ active: true, sub: 'shown@service' });
  const reported = await cli.run(['tokens', 'report-leaked'], {
    input: `log line with ${token.bearer_token}, and more\n`,
  });
  expect(reported).toMatchObject({ code: 0 });
  expect((await cli.json('tokens', 'get', String(token.id))).status).toBe('Compromised');
  const wrong = await cli.run(['whoami', '--verbose'], { env });
  expect(wrong).toMatchObject({ code: 1, stderr: expect.stringContaining('The credential is missing or invalid.') });
  expect(existsSync(join(cli.folder, '.config'))).toBe(false);
});
