// The commands and the CDK app of docs/as-code.md, exactly as they are printed.
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { synthesize } from '../../infra/local/template/assembly.ts';
import { folderOf, paste } from '../local/support/shells.ts';
import { temporaryFolder } from '../local/support/temporary.ts';
import { noteSecrets, refuseLeaks } from '../support/canaries.ts';
import { startSecretsManager } from '../support/secrets-manager.ts';
import { StackDeployment } from '../support/stack-deployment.ts';
import { startWorkspace, type Workspace } from '../support/workspace.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const page = readFileSync(join(root, 'docs/as-code.md'), 'utf8');
const blocksOf = (language: string) =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'))].map(([, block = '']) => block);

/** The blocks that start the system and deploy to AWS. The workspace of the test is the system. */
const NOT_RUN = /^npm ci\nnpm start\n|^npx cdk deploy/;

async function newWorkspace(): Promise<Workspace> {
  const workspace = await startWorkspace();
  onTestFinished(() => workspace.stop());
  return workspace;
}

it('keeps twelve pipelines in git, changes them, finds a drift, and rotates a secret', async () => {
  const workspace = await newWorkspace();
  const folder = await folderOf(workspace);
  const scripts = { cli: `"${process.execPath}" "${join(root, 'clients/cli/main.ts')}"` };
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ scripts }));
  const blocks = blocksOf('sh');
  const run = blocks.filter((block) => !NOT_RUN.test(block));
  expect(blocks.length - run.length).toBe(2);
  const cleanUp = run.pop() ?? '';
  const identities = join(folder, '../identities');

  const { outputs, errors } = await paste(
    'bash',
    [...run, 'cat ../identities/*.token ../identities/.git/index\n'],
    folder,
  );

  const secrets = outputs.pop() ?? '';
  noteSecrets(secrets);
  expect(secrets.match(/svc_/g)).toHaveLength(12);
  refuseLeaks({ response: outputs.join('') + errors });
  const [whoami, , plan = '', apply = '', me, again, moved, drift = '', rotated] = outputs;
  expect(whoami).toContain('admin@example.com');
  expect(plan.match(/^\+ Service User /gm)).toHaveLength(12);
  expect(apply.match(/^\+ token production of /gm)).toHaveLength(12);
  expect(me).toBe('orders_import@service\n');
  expect(again).toBe('');
  expect(moved).toContain('invoices_import@service');
  expect(drift).toContain('teams');
  expect(rotated).toContain('production');
  const { admin } = workspace;
  expect((await admin.get('/api/users/invoices_import@service')).body.teams).toContain('Finance');
  const { body } = await admin.get('/api/user-tokens/service?user_id=orders_import@service');
  expect(body.items).toMatchObject([{ previous_secret_expires: expect.any(String) }]);
  const tokens = readdirSync(identities).filter((name) => name.endsWith('.token'));
  expect(tokens.map((name) => statSync(join(identities, name)).mode & 0o777)).toEqual(tokens.map(() => 0o600));
  await paste('bash', [cleanUp], folder);
  expect(existsSync(identities)).toBe(false);
});

it('has a CDK app that declares the same twelve pipelines, each with a secret that rotates', async () => {
  const workspace = await newWorkspace();
  const { admin } = workspace;
  await workspace.teams('Data');
  const { body: provider } = await admin.post('/api/users', { name: 'Provider', role: 'Admin' });
  const iam_principals = ['arn:aws:iam::000000000000:role/local-pipeline'];
  await admin.put(`/api/users/${provider.id}`, { iam_principals });
  await admin.post('/api/users', { name: 'Orders Import' });
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'node_modules'));
  for (const name of ['aws-cdk-lib', 'constructs']) {
    symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name));
  }
  symlinkSync(root, join(folder, 'node_modules/service-users'));
  const [source = '', ...others] = blocksOf('ts');
  expect(others).toEqual([]);
  writeFileSync(join(folder, 'app.ts'), source);
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  const context = { 'signed-api-url': workspace.signedUrl, 'signed-api-id': 'local', 'bearer-api-url': workspace.url };
  const assembly = await synthesize(join(folder, 'app.ts'), join(folder, 'cdk.out'), context);
  const secretsManager = await startSecretsManager();
  onTestFinished(() => secretsManager.stop());
  const deployment = new StackDeployment({ secretsManager, credentials: workspace.signingKey });
  onTestFinished(() => deployment.stop());

  await deployment.deploy(assembly);

  const names = secretsManager.names();
  expect(names).toHaveLength(12);
  const rotation = deployment.functionOf('ServiceUsersRotation');
  for (const name of names) {
    const before = secretsManager.valueOf(name) ?? '';
    noteSecrets(before);
    await secretsManager.rotate(name, (event) => rotation.invoke(event));
    const current = secretsManager.valueOf(name) ?? '';
    noteSecrets(current);
    expect(current).not.toBe(before);
    expect((await workspace.client(current).get('/api/me')).body.name).toBe(`${name.split('/')[1]} Import`);
  }
  refuseLeaks({ logs: deployment.output });
});
