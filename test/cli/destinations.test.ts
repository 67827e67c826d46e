// The stores that a new secret can go to: AWS Secrets Manager, and the secrets of GitHub Actions by the program gh.
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { noteSecrets } from '../support/canaries.ts';
import { startSecretsManager } from '../support/secrets-manager.ts';
import { type Cli, it } from './support/cli.ts';

const fileWith = (name: string, secret: string) => `version: 1
service_users:
  - name: ${name}
    tokens: [{ name: production, secret: "${secret}" }]
`;

/** An AWS Secrets Manager, and the environment in which the CLI uses it. */
async function secretsManager() {
  const service = await startSecretsManager();
  onTestFinished(() => service.stop());
  const env = {
    AWS_ENDPOINT_URL_SECRETS_MANAGER: service.url,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'example',
  };
  return { service, env };
}

/** A program gh that stores what it gets, and fails on demand. */
function installGh(cli: Cli) {
  const folder = join(cli.folder, 'bin');
  const recorded = join(cli.folder, 'gh-secret');
  mkdirSync(folder, { recursive: true });
  rmSync(join(cli.folder, 'gh-calls'), { force: true });
  const script = `#!/bin/sh
echo "$*" >> "${cli.folder}/gh-calls"
if [ -e "${cli.folder}/gh-fails-$2" ]; then echo "HTTP 403: $2 is not allowed" >&2; exit 1; fi
if [ "$2" = set ]; then cat > "${recorded}"; fi
`;
  writeFileSync(join(folder, 'gh'), script);
  chmodSync(join(folder, 'gh'), 0o755);
  return {
    env: { PATH: `${folder}:${cli.env.PATH}` },
    stored: () => (existsSync(recorded) ? readFileSync(recorded, 'utf8') : undefined),
    calls: () => readFileSync(join(cli.folder, 'gh-calls'), 'utf8').trim().split('\n'),
  };
}

it('stores the secret of a new token in Secrets Manager, in a new secret or as a new version', async ({
  cli,
  workspace,
}) => {
  const { service, env } = await secretsManager();
  writeFileSync(join(cli.folder, 'aws.yaml'), fileWith('To AWS', 'aws-secretsmanager:pipelines/to-aws'));
  const applied = await cli.run(['apply', '-f', 'aws.yaml'], { env });
  expect(applied).toMatchObject({ code: 0, stderr: '2 changes made.\n' });
  const first = service.valueOf('pipelines/to-aws') ?? '';
  noteSecrets(first);
  expect((await workspace.client(first).get('/api/me')).body.user_id).toBe('to_aws@service');
  expect(await cli.run(['apply', '-f', 'aws.yaml'], { env })).toMatchObject({ stderr: 'Nothing was changed.\n' });

  const [token] = await cli.json('tokens', 'list', '--user', 'to_aws@service');
  const rotate = ['tokens', 'rotate', String(token.id), '--out', 'aws-secretsmanager:pipelines/to-aws'];
  expect(await cli.run(rotate, { env })).toMatchObject({ code: 0 });
  const second = service.valueOf('pipelines/to-aws') ?? '';
  noteSecrets(second);
  expect(second).not.toBe(first);
  expect(service.valueOf('pipelines/to-aws', 'AWSPREVIOUS')).toBe(first);
  expect((await workspace.client(second).get('/api/me')).status).toBe(200);
});

it('stores the secret when a response of Secrets Manager is lost, and creates no token when it cannot be used', async ({
  cli,
  workspace,
}) => {
  const { service, env } = await secretsManager();
  let lost = 0;
  service.failWith((operation) => (operation === 'CreateSecret' && ++lost === 1 ? 'response' : undefined));
  writeFileSync(join(cli.folder, 'lossy.yaml'), fileWith('Lossy', 'aws-secretsmanager:lossy'));
  expect(await cli.run(['apply', '-f', 'lossy.yaml'], { env })).toMatchObject({ code: 0 });
  const secret = service.valueOf('lossy') ?? '';
  noteSecrets(secret);
  expect((await workspace.client(secret).get('/api/me')).status).toBe(200);

  service.failWith((operation) => (operation === 'DescribeSecret' ? 'request' : undefined));
  const create = ['tokens', 'create', 'other', '--user', 'lossy@service', '--out', 'aws-secretsmanager:other'];
  const refused = await cli.run(create, { env });
  expect(refused).toMatchObject({ code: 64, stderr: expect.stringContaining('Nothing was changed.') });
  expect((await workspace.admin.get('/api/user-tokens/service?user_id=lossy@service')).body.total).toBe(1);
});

it('stores the secret of a new token as a secret of GitHub Actions, over the standard input', async ({
  cli,
  workspace,
}) => {
  const { env, stored, calls } = installGh(cli);
  writeFileSync(join(cli.folder, 'github.yaml'), fileWith('To GitHub', 'github-actions:acme/etl/PLATFORM_TOKEN'));
  expect(await cli.run(['apply', '-f', 'github.yaml'], { env })).toMatchObject({ code: 0 });
  const secret = stored() ?? '';
  noteSecrets(secret);
  expect(secret).not.toMatch(/\s/);
  expect((await workspace.client(secret).get('/api/me')).body.user_id).toBe('to_github@service');
  expect(calls()).toEqual(['secret list --repo acme/etl', 'secret set PLATFORM_TOKEN --repo acme/etl']);
});

it('stores a secret of an environment, whose name can have spaces and slashes', async ({ cli, workspace }) => {
  const { env, stored, calls } = installGh(cli);
  await workspace.admin.post('/api/users', { name: 'To Environment' });
  const create = ['tokens', 'create', 'ci', '--user', 'to_environment@service', '--out'];
  const destination = 'github-actions:acme/etl/prod eu/west/PLATFORM_TOKEN';
  expect(await cli.run([...create, destination], { env })).toMatchObject({ code: 0 });
  noteSecrets(stored() ?? '');
  expect((await workspace.client(stored() ?? '').get('/api/me')).body.user_id).toBe('to_environment@service');
  expect(calls()).toEqual([
    'secret list --repo acme/etl --env prod eu/west',
    'secret set PLATFORM_TOKEN --repo acme/etl --env prod eu/west',
  ]);
  writeFileSync(join(cli.folder, 'gh-fails-list'), '');
  const refused = await cli.run([...create, 'github-actions:acme/etl/other/CI'], { env });
  expect(refused).toMatchObject({ code: 64, stderr: expect.stringContaining('of the environment other of acme/etl') });
  rmSync(join(cli.folder, 'gh-fails-list'));
});

it('creates no token without gh or its permission, and names the way to a new secret when gh fails later', async ({
  cli,
  workspace,
}) => {
  const create = ['tokens', 'create', 'ci', '--user', 'to_github@service', '--out'];
  const without = await cli.run([...create, 'github-actions:acme/etl/CI'], { env: { PATH: '/nowhere' } });
  expect(without).toMatchObject({ code: 64, stderr: expect.stringContaining('the program gh is not installed') });
  const { env } = installGh(cli);
  expect(await cli.run([...create, 'github-actions:acme/CI'], { env })).toMatchObject({ code: 64 });
  writeFileSync(join(cli.folder, 'gh-fails-list'), '');
  const refused = await cli.run([...create, 'github-actions:acme/etl/CI'], { env });
  expect(refused.stderr).toContain('HTTP 403: list is not allowed');
  expect((await workspace.admin.get('/api/user-tokens/service?user_id=to_github@service')).body.total).toBe(1);

  rmSync(join(cli.folder, 'gh-fails-list'));
  writeFileSync(join(cli.folder, 'gh-fails-set'), '');
  const failed = await cli.run([...create, 'github-actions:acme/etl/CI'], { env });
  const [token] = await cli.json('tokens', 'list', '--user', 'to_github@service', '--name', 'ci');
  expect(failed).toMatchObject({ code: 1, stderr: expect.stringContaining(`tokens rotate ${token.id} --out`) });
});

it('deletes the token when apply cannot store its secret, and creates it when the next apply can', async ({
  cli,
  workspace,
}) => {
  const { env, stored } = installGh(cli);
  writeFileSync(join(cli.folder, 'gh-fails-set'), '');
  writeFileSync(join(cli.folder, 'retried.yaml'), fileWith('Retried', 'github-actions:acme/etl/RETRIED'));
  const failed = await cli.run(['apply', '-f', 'retried.yaml'], { env });
  expect(failed).toMatchObject({ code: 1, stderr: expect.stringContaining('it was deleted again: gh ended with') });
  const tokens = async () => (await workspace.admin.get('/api/user-tokens/service?user_id=retried@service')).body.items;
  expect(await tokens()).toEqual([]);
  rmSync(join(cli.folder, 'gh-fails-set'));
  expect(await cli.run(['apply', '-f', 'retried.yaml'], { env })).toMatchObject({ code: 0 });
  noteSecrets(stored() ?? '');
  expect((await workspace.client(stored() ?? '').get('/api/me')).body.user_id).toBe('retried@service');
  expect(await tokens()).toHaveLength(1);
});
