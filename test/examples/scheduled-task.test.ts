// examples/scheduled-task: deployed against the running system, its task works before and after a rotation, and its secret is in
// Secrets Manager only.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { synthesize } from '../../infra/local/template/assembly.ts';
import { temporaryFolder } from '../local/support/temporary.ts';
import { leaksIn, noteSecrets } from '../support/canaries.ts';
import { startSecretsManager } from '../support/secrets-manager.ts';
import { StackDeployment } from '../support/stack-deployment.ts';
import { startWorkspace } from '../support/workspace.ts';

const APP = fileURLToPath(new URL('../../examples/scheduled-task/app.ts', import.meta.url));

const eventsFolder = temporaryFolder();
const workspace = await startWorkspace({ eventsFolder });
const secretsManager = await startSecretsManager();
const deployment = new StackDeployment({ secretsManager, credentials: workspace.signingKey });

afterAll(async () => {
  await deployment.stop();
  await secretsManager.stop();
  await workspace.stop();
});

it('runs with a token that is rotated, and that no template, output, log, event or response has', async () => {
  const { body: provider } = await workspace.admin.post('/api/users', { name: 'Provider', role: 'Admin' });
  const iam_principals = ['arn:aws:iam::000000000000:role/local-pipeline'];
  await workspace.admin.put(`/api/users/${provider.id}`, { iam_principals });
  const folder = join(temporaryFolder(), 'assembly');
  const context = {
    'signed-api-url': workspace.signedUrl,
    'bearer-api-url': workspace.url,
    'signed-api-id': 'local',
  };
  const assembly = await synthesize(APP, folder, context);

  await deployment.deploy(assembly);
  const [secretId = ''] = secretsManager.names();
  const task = deployment.functionOf('CountTeams');
  expect(await task.invoke({})).toEqual({ teams: 1 });
  const first = secretsManager.valueOf(secretId) ?? '';
  noteSecrets(first);

  const rotation = deployment.functionOf('ServiceUsersRotation');
  await secretsManager.rotate(secretId, (event) => rotation.invoke(event));
  const second = secretsManager.valueOf(secretId) ?? '';
  noteSecrets(second);
  expect(second).not.toBe(first);
  expect(await task.invoke({})).toEqual({ teams: 1 });

  // The token can do nothing but its task.
  expect(await workspace.client(second).get('/api/datastores')).toMatchObject({ body: { code: 'insufficient_scope' } });
  const templates = readdirSync(folder).filter((file) => file.endsWith('.json'));
  const synthesized = templates.map((file) => readFileSync(join(folder, file), 'utf8')).join('\n');
  const events = readdirSync(eventsFolder).map((file) => readFileSync(join(eventsFolder, file), 'utf8'));
  const places = { logs: deployment.output + synthesized, events: events.join('\n') };
  expect(leaksIn({ ...places, response: JSON.stringify(deployment.responses) })).toEqual([]);
});
