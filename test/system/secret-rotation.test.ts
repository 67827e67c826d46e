// The rotation function with Secrets Manager against the running system: a crash after each request, lost responses and concurrent
// deliveries, while clients use the secret that Secrets Manager returns, and the one that they read last.
import { setTimeout } from 'node:timers/promises';
import { SecretsManager as Client } from '@aws-sdk/client-secrets-manager';
import { Duration } from 'aws-cdk-lib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ServiceToken } from '../../infra/consumer/index.ts';
import type { HttpServer } from '../../infra/local/gateway/server.ts';
import type { Invocable } from '../../infra/local/lambda/lambda-function.ts';
import { leaksIn, noteSecrets } from '../support/canaries.ts';
import { constructApp } from '../support/construct-app.ts';
import { startFailingProxy } from '../support/failing-proxy.ts';
import { ROTATION_STEPS, type SecretsManager, startSecretsManager } from '../support/secrets-manager.ts';
import { StackDeployment } from '../support/stack-deployment.ts';
import { type Holder, startWorkspace, type Workspace } from '../support/workspace.ts';

let workspace: Workspace;
let secretsManager: SecretsManager;
let deployment: StackDeployment;
let rotate: Invocable;
/** The bearer API, which can lose responses. */
let proxy: HttpServer;

/** Drops the responses of the API to requests with this path. */
let droppedPath: string | undefined;

beforeAll(async () => {
  workspace = await startWorkspace();
  secretsManager = await startSecretsManager();
  const { body: provider } = await workspace.admin.post('/api/users', { name: 'Provider', role: 'Admin' });
  const iam_principals = ['arn:aws:iam::000000000000:role/local-pipeline'];
  await workspace.admin.put(`/api/users/${provider.id}`, { iam_principals });
  const { user } = await workspace.serviceUser();
  const urls = { signedApiUrl: workspace.signedUrl, signedApiId: 'local' };
  proxy = await startFailingProxy(workspace.url, ({ path }) =>
    droppedPath !== undefined && path.endsWith(droppedPath) ? 'lost' : undefined,
  );
  const { assembly } = constructApp(
    ({ stack, system }) => {
      const times = { expiresIn: Duration.days(90), rotateEvery: Duration.days(30), overlap: Duration.hours(48) };
      new ServiceToken(stack, 'Token', {
        ...times,
        system,
        user: user.user_id,
        name: 'rotated',
        secretName: 'declared',
      });
    },
    { ...urls, bearerApiUrl: proxy.url },
  );
  deployment = new StackDeployment({ secretsManager, credentials: workspace.signingKey });
  await deployment.deploy(assembly);
  rotate = deployment.functionOf('ServiceUsersRotation');
});

afterAll(async () => {
  await deployment?.stop();
  await proxy?.stop();
  expect(leaksIn({ logs: deployment.output })).toEqual([]);
  await secretsManager?.stop();
  await workspace?.stop();
});

interface RotatedToken extends Pick<Holder, 'user' | 'token'> {
  readonly secretId: string;
}

let created = 0;

/** A token in a secret. */
async function storedToken(overlapHours = 24): Promise<RotatedToken> {
  created += 1;
  const { user, token } = await workspace.serviceUser();
  const secretId = secretsManager.create(`rotation-${created}`, {
    'service-users:overlap-hours': String(overlapHours),
  });
  await withClient((client) => client.putSecretValue({ SecretId: secretId, SecretString: token.bearer_token }));
  return { user, token, secretId };
}

async function withClient<T>(use: (client: Client) => Promise<T>): Promise<T> {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const client = new Client({ endpoint: secretsManager.url, region: 'us-east-1', credentials });
  try {
    return await use(client);
  } finally {
    client.destroy();
  }
}

const secretIn = (secretId: string, stage?: string) => {
  const value = secretsManager.valueOf(secretId, stage) ?? '';
  noteSecrets(value);
  return value;
};
const statusWith = async (secret: string) => (await workspace.client(secret).get('/api/me')).status;
const tokenOf = async ({ token }: RotatedToken) => (await workspace.admin.get(`/api/user-tokens/${token.id}`)).body;
const actionsOf = async ({ user }: RotatedToken): Promise<string[]> =>
  (await workspace.admin.get(`/api/audit-log?target=${user.user_id}&size=200`)).body.items.map(
    ({ action }: { action: string }) => action,
  );
const step = (secretId: string, Step: (typeof ROTATION_STEPS)[number], ClientRequestToken: string) =>
  rotate.invoke({ Step, SecretId: secretId, ClientRequestToken });
const rotateOnce = (secretId: string, version?: string) =>
  secretsManager.rotate(secretId, (event) => rotate.invoke(event), version);

/**
 * Runs the action while a client calls with the current secret, and another one with the secret that it read before.
 *
 * @returns the statuses that are not 200
 */
async function withClients(secretId: string, action: () => Promise<unknown>): Promise<number[]> {
  const failures: number[] = [];
  const cached = secretIn(secretId);
  let isDone = false;
  const call = async (secret: () => string) => {
    while (!isDone) {
      const status = await statusWith(secret());
      if (status !== 200) failures.push(status);
      await setTimeout(5);
    }
  };
  const clients = [call(() => secretIn(secretId)), call(() => cached)];
  try {
    await action();
  } finally {
    isDone = true;
    await Promise.all(clients);
  }
  return failures;
}

/** Asserts that the rotation is complete: the current secret is the newest one of the token, and no copy was reported. */
async function assertRotated(stored: RotatedToken, before: string): Promise<void> {
  const current = secretIn(stored.secretId);
  expect(current).not.toBe(before);
  expect(await statusWith(current)).toBe(200);
  expect((await tokenOf(stored)).hint.slice(-4)).toBe(current.slice(-4));
  expect(await actionsOf(stored)).not.toContain('token.superseded_secret_rotation');
}

it('rotates the secret that the construct has created, with the overlap of the construct', async () => {
  const before = secretIn('declared');
  const failures = await withClients('declared', () => rotateOnce('declared'));
  expect(failures).toEqual([]);
  expect([secretIn('declared', 'AWSPREVIOUS'), await statusWith(before)]).toEqual([before, 200]);
  expect(await statusWith(secretIn('declared'))).toBe(200);
  const { items } = (await workspace.admin.get('/api/user-tokens/service?name=rotated')).body;
  const hours = (Date.parse(items[0].previous_secret_expires) - Date.now()) / 3_600_000;
  expect(hours).toBeGreaterThan(47);
  expect(hours).toBeLessThanOrEqual(48);
  expect(items[0].lifetime_days).toBe(90);
});

it.each(['no value', 'the value of AWSCURRENT'])(
  'passes the test of the configuration, in which AWSPENDING has %s, and does not finish it',
  async (content) => {
    const stored = await storedToken();
    const before = secretIn(stored.secretId);
    const version = secretsManager.announce(stored.secretId);
    if (content !== 'no value') {
      const value = { SecretId: stored.secretId, SecretString: before, ClientRequestToken: version };
      await withClient((client) => client.putSecretValue({ ...value, VersionStages: ['AWSPENDING'] }));
    }
    await step(stored.secretId, 'testSecret', version);
    expect(await actionsOf(stored)).not.toContain('token.rotated');
    if (content === 'no value') {
      await expect(step(stored.secretId, 'finishSecret', version)).rejects.toThrow('has no value');
    }
    expect(secretIn(stored.secretId)).toBe(before);
  },
);

it('rotates again after a rotation, and finishes a finished rotation without a change', async () => {
  const stored = await storedToken();
  const before = secretIn(stored.secretId);
  await rotateOnce(stored.secretId);
  const first = secretIn(stored.secretId);
  const [version = ''] = Object.keys(secretsManager.stagesOf(stored.secretId)).slice(-1);
  for (const name of ROTATION_STEPS) await step(stored.secretId, name, version);
  expect(secretIn(stored.secretId)).toBe(first);
  await rotateOnce(stored.secretId);
  await assertRotated(stored, first);
  expect(await statusWith(before)).toBe(401);
});

it('repeats each step after a crash between two steps, with one rotation of the token', async () => {
  const stored = await storedToken();
  const before = secretIn(stored.secretId);
  const version = secretsManager.announce(stored.secretId);
  const failures = await withClients(stored.secretId, async () => {
    for (const last of ROTATION_STEPS) {
      for (const name of ROTATION_STEPS.slice(0, ROTATION_STEPS.indexOf(last) + 1)) {
        await step(stored.secretId, name, version);
      }
    }
  });
  expect(failures).toEqual([]);
  await assertRotated(stored, before);
  expect((await actionsOf(stored)).filter((action) => action === 'token.rotated')).toHaveLength(1);
});

it.each([
  ['DescribeSecret', 'request'],
  ['GetSecretValue', 'request'],
  ['ListSecretVersionIds', 'request'],
  ['PutSecretValue', 'request'],
  ['PutSecretValue', 'response'],
  ['UpdateSecretVersionStage', 'request'],
  ['UpdateSecretVersionStage', 'response'],
] as const)('continues after a crash at each call of %s whose %s was lost', async (operation, lost) => {
  const stored = await storedToken();
  const before = secretIn(stored.secretId);
  const version = secretsManager.announce(stored.secretId);
  let isFinished = false;
  const failures = await withClients(stored.secretId, async () => {
    // The client of the service makes each call up to three times.
    for (let good = 0; !isFinished; good += 1) {
      let left = good;
      secretsManager.failWith((called) => {
        if (called !== operation) return undefined;
        left -= 1;
        return left < 0 ? lost : undefined;
      });
      isFinished = await rotateOnce(stored.secretId, version).then(
        () => true,
        () => false,
      );
    }
    secretsManager.failWith(undefined);
    await rotateOnce(stored.secretId, version);
  }).finally(() => secretsManager.failWith(undefined));
  expect(failures).toEqual([]);
  await assertRotated(stored, before);
});

it('repeats the rotation of the token when its response is lost', async () => {
  const stored = await storedToken();
  const before = secretIn(stored.secretId);
  const version = secretsManager.announce(stored.secretId);
  droppedPath = '/rotate';
  try {
    await expect(rotateOnce(stored.secretId, version)).rejects.toThrow('did not arrive');
  } finally {
    droppedPath = undefined;
  }
  expect(await withClients(stored.secretId, () => rotateOnce(stored.secretId, version))).toEqual([]);
  await assertRotated(stored, before);
});

it('continues with a tested secret when the rotation was cancelled, and does not report a copy', async () => {
  const stored = await storedToken();
  const before = secretIn(stored.secretId);
  const cancelled = secretsManager.announce(stored.secretId);
  for (const name of ROTATION_STEPS.slice(0, 3)) await step(stored.secretId, name, cancelled);
  const tested = secretIn(stored.secretId, 'AWSPENDING');
  const label = { SecretId: stored.secretId, VersionStage: 'AWSPENDING', RemoveFromVersionId: cancelled };
  await withClient((client) => client.updateSecretVersionStage(label));
  expect(await withClients(stored.secretId, () => rotateOnce(stored.secretId))).toEqual([]);
  expect(secretIn(stored.secretId)).toBe(tested);
  await assertRotated(stored, before);
});

it('does not return to AWSPREVIOUS, also when it is as new as AWSCURRENT', async () => {
  const stored = await storedToken();
  await rotateOnce(stored.secretId);
  const first = secretIn(stored.secretId);
  // The previous secret is accepted until the overlap ends.
  secretsManager.setCreated(stored.secretId, new Date());
  await rotateOnce(stored.secretId);
  await assertRotated(stored, first);
  expect(secretIn(stored.secretId, 'AWSPREVIOUS')).toBe(first);
});

it('finishes when AWSCURRENT is refused and AWSPENDING is accepted', async () => {
  const stored = await storedToken(0);
  const before = secretIn(stored.secretId);
  const version = secretsManager.announce(stored.secretId);
  await step(stored.secretId, 'createSecret', version);
  await expect.poll(() => statusWith(before)).toBe(401);
  await rotateOnce(stored.secretId, version);
  await assertRotated(stored, before);
});

it('fails when AWSCURRENT and AWSPENDING are refused, names the runbook, and changes nothing', async () => {
  const stored = await storedToken();
  const version = secretsManager.announce(stored.secretId);
  await step(stored.secretId, 'createSecret', version);
  const before = secretsManager.stagesOf(stored.secretId);
  await workspace.admin.put(`/api/user-tokens/${stored.token.id}`, { revoke: true });
  await expect(rotateOnce(stored.secretId, version)).rejects.toThrow(
    'AWSCURRENT and AWSPENDING are refused. See "If a rotation fails" in docs/constructs.md.',
  );
  expect(secretsManager.stagesOf(stored.secretId)).toEqual(before);
  const other = await storedToken();
  await workspace.admin.put(`/api/user-tokens/${other.token.id}`, { revoke: true });
  await expect(rotateOnce(other.secretId)).rejects.toThrow('AWSCURRENT is refused, and no later version is accepted.');
});

it('discards a refused AWSPENDING while AWSCURRENT is accepted, and starts again', async () => {
  const stored = await storedToken();
  const before = secretIn(stored.secretId);
  const version = secretsManager.announce(stored.secretId);
  await step(stored.secretId, 'createSecret', version);
  // Another delivery of createSecret has rotated the token after this one, and could not store its secret.
  await workspace.client(before).post('/api/user-tokens/self/rotate', {});
  await expect(rotateOnce(stored.secretId, version)).rejects.toThrow('AWSPENDING is refused and was discarded.');
  expect(await withClients(stored.secretId, () => rotateOnce(stored.secretId))).toEqual([]);
  await assertRotated(stored, before);
});

it('has a secret that works after concurrent deliveries of each step', async () => {
  const stored = await storedToken();
  const before = secretIn(stored.secretId);
  const failures = await withClients(stored.secretId, async () => {
    for (let attempt = 0; attempt < 5 && secretIn(stored.secretId) === before; attempt += 1) {
      const [pending] = Object.entries(secretsManager.stagesOf(stored.secretId)).find(([, stages]) =>
        stages.includes('AWSPENDING'),
      ) ?? [secretsManager.announce(stored.secretId)];
      const deliveries = attempt === 0 ? 3 : 1;
      for (const name of ROTATION_STEPS) {
        await Promise.allSettled(Array.from({ length: deliveries }, () => step(stored.secretId, name, pending)));
      }
    }
  });
  expect(failures).toEqual([]);
  await assertRotated(stored, before);
});
