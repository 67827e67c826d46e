// The requests of CloudFormation in an order that it does not intend: late, repeated, and for what never existed.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { deployCustomResource } from '../../infra/local/custom-resources.ts';
import { serveLocally } from '../../infra/local/gateway/server.ts';
import type { Invocable } from '../../infra/local/lambda/lambda-function.ts';
import { leaksIn, noteSecrets } from '../support/canaries.ts';
import { constructApp } from '../support/construct-app.ts';
import { type SecretsManager, startSecretsManager } from '../support/secrets-manager.ts';
import { StackDeployment } from '../support/stack-deployment.ts';
import { startWorkspace, type Workspace } from '../support/workspace.ts';
import { historyOf, tokensOf } from './support/account-reads.ts';

let workspace: Workspace;
let secretsManager: SecretsManager;
let deployment: StackDeployment;
let provider: Invocable;
/** The event of the last request. */
let lastEvent: object;

beforeAll(async () => {
  workspace = await startWorkspace();
  secretsManager = await startSecretsManager();
  const { body } = await workspace.admin.post('/api/users', { name: 'Provider', role: 'Admin' });
  const iam_principals = ['arn:aws:iam::000000000000:role/local-pipeline'];
  await workspace.admin.put(`/api/users/${body.id}`, { iam_principals });
  deployment = new StackDeployment({ secretsManager, credentials: workspace.signingKey });
  const { signedUrl: signedApiUrl, url: bearerApiUrl } = workspace;
  await deployment.deploy(constructApp(() => {}, { signedApiUrl, bearerApiUrl, signedApiId: 'local' }).assembly);
  const deployed = deployment.functionOf('ServiceUsersProvider');
  provider = {
    invoke(event) {
      lastEvent = event as object;
      return deployed.invoke(event);
    },
  };
});

afterAll(async () => {
  await deployment?.stop();
  expect(leaksIn({ logs: deployment.output })).toEqual([]);
  await secretsManager?.stop();
  await workspace?.stop();
});

/** Sends a request for a user, or for a token. @returns the physical id */
async function send(type: 'Create' | 'Delete', settings: object, physicalId?: string): Promise<string> {
  const properties = { ServiceToken: 'provider', Settings: JSON.stringify(settings) };
  const resource = {
    logicalId: 'Ordered',
    type: 'secret_id' in settings ? 'Custom::ServiceUserToken' : 'Custom::ServiceUser',
    properties,
  } as const;
  const earlier = physicalId === undefined ? undefined : { physicalId, properties };
  const { deployment } = await deployCustomResource(resource, provider, 'pipelines', earlier, type);
  return deployment.physicalId;
}

/** Sends a request again after its response. CloudFormation ignores the second one. */
async function repeat(event: object): Promise<void> {
  const server = await serveLocally((_, outgoing) => void outgoing.end());
  await provider.invoke({ ...event, ResponseURL: server.url });
  await server.stop();
}

let created = 0;

/** A user and a token that no other test has. */
function newResources() {
  created += 1;
  const userId = `etl_${created}@service`;
  const token = { user: userId, name: 'production', secret_id: secretsManager.create(`secret ${created}`) };
  return { userId, user: { name: `ETL ${created}` }, token, secretOf: () => secretsManager.valueOf(token.secret_id) };
}

it.each(['pipelines-Ordered-1ABCDEFGHIJKL', 'not-created', 'etl/service/1', '../users/1', 'unknown@service/999999'])(
  'deletes nothing for the physical id %s, which never existed',
  async (physicalId) => {
    const { userId, user, token } = newResources();
    await workspace.serviceUser(user);
    expect(await send('Delete', user, physicalId)).toBe(physicalId);
    expect(await send('Delete', token, physicalId)).toBe(physicalId);
    expect(await historyOf(workspace, userId)).toEqual(['user.created', 'token.created']);
    expect(await tokensOf(workspace, userId)).toMatchObject([{ status: 'Active' }]);
  },
);

it('keeps what a Create has made that CloudFormation did not wait for, and finds it in the next one', async () => {
  const { userId, user, token, secretOf } = newResources();
  await send('Create', user);
  const id = await send('Create', token);
  // After the timeout, CloudFormation deletes a physical id that it has made up.
  await send('Delete', token, 'pipelines-Ordered-1ABCDEFGHIJKL');
  await send('Delete', user, 'pipelines-Ordered-2ABCDEFGHIJKL');
  expect([await send('Create', user), await send('Create', token)]).toEqual([userId, id]);
  const creations = (await historyOf(workspace, userId)).filter((action) => action.endsWith('.created'));
  expect(creations).toEqual(['user.created', 'token.created']);
  noteSecrets(secretOf() ?? '');
  expect((await workspace.client(secretOf() ?? '').get('/api/me')).body.user_id).toBe(userId);
});

it('does not bring back what was deleted when a Create is delivered again after the Delete', async () => {
  const { userId, user, token } = newResources();
  await send('Create', user);
  const createUser = lastEvent;
  const id = await send('Create', token);
  const createToken = lastEvent;
  await send('Delete', token, id);
  await repeat(createToken);
  expect(await tokensOf(workspace, userId)).toEqual([]);
  await send('Delete', user, userId);
  await repeat(createUser);
  const { body } = await workspace.admin.get(`/api/users/${userId}`);
  expect(body.deleted_at).toEqual(expect.any(String));
});
