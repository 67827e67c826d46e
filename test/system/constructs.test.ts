// The custom resources of the constructs, deployed as CloudFormation does against the running system, and the rotation of their
// secrets. No output of a function and no response to CloudFormation has a secret.
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  GitHub,
  ServiceToken,
  type ServiceTokenProps,
  ServiceUser,
  type ServiceUserProps,
} from '../../infra/consumer/index.ts';
import { leaksIn, noteSecrets } from '../support/canaries.ts';
import { type ConstructApp, constructApp } from '../support/construct-app.ts';
import { type SecretsManager, startSecretsManager } from '../support/secrets-manager.ts';
import { StackDeployment } from '../support/stack-deployment.ts';
import { startWorkspace, type Workspace } from '../support/workspace.ts';
import { historyOf, tokensOf } from './support/account-reads.ts';

const PROVIDER = 'Pipelines Provider';
let workspace: Workspace;
let secretsManager: SecretsManager;
let deployment: StackDeployment;
const deployments: StackDeployment[] = [];

beforeAll(async () => {
  workspace = await startWorkspace();
  const { body } = await workspace.admin.post('/api/users', { name: PROVIDER, role: 'Admin' });
  const iam_principals = ['arn:aws:iam::000000000000:role/local-pipeline'];
  await workspace.admin.put(`/api/users/${body.id}`, { iam_principals });
  await workspace.teams('Data');
});

/** How often CloudFormation delivers each request. */
let deliveries = 1;
/** Whether it delivers them at the same time. */
let isConcurrent = false;

beforeEach(async () => {
  secretsManager ??= await startSecretsManager();
  deliveries = 1;
  isConcurrent = false;
  deployment = newDeployment();
});

function newDeployment(): StackDeployment {
  const credentials = workspace.signingKey;
  const created = new StackDeployment({
    secretsManager,
    credentials,
    deliveries: () => deliveries,
    isConcurrent: () => isConcurrent,
  });
  deployments.push(created);
  return created;
}

afterAll(async () => {
  await Promise.all(deployments.map((one) => one.stop()));
  for (const { output } of deployments) expect(leaksIn({ logs: output })).toEqual([]);
  await secretsManager?.stop();
  await workspace?.stop();
});

function synthesize(build: (app: ConstructApp) => void) {
  const { signedUrl: signedApiUrl, url: bearerApiUrl } = workspace;
  return constructApp(build, { signedApiUrl, bearerApiUrl, signedApiId: 'local' }).assembly;
}

let created = 0;

/** A name that no other test has, and its `user_id`. */
function newName(): { readonly name: string; readonly userId: string } {
  created += 1;
  return { name: `ETL ${created}`, userId: `etl_${created}@service` };
}

const user = ({ stack, system }: ConstructApp, props: Omit<ServiceUserProps, 'system'>, id = 'Etl') =>
  new ServiceUser(stack, id, { system, ...props });

const userOf = async (userId: string) => (await workspace.admin.get(`/api/users/${userId}`)).body;

describe('Custom::ServiceUser', () => {
  it('creates the account with all of its fields, and has the user_id as its physical id', async () => {
    const { name, userId } = newName();
    const person = await workspace.person('Admin');
    const audience = 'https://service-users.example.com';
    await deployment.deploy(
      synthesize((app) =>
        user(app, {
          name,
          teams: ['Data'],
          owners: [person.user.user_id],
          purpose: 'Loads the warehouse.',
          labels: { env: 'prod' },
          iamPrincipals: [`arn:aws:iam::111111111111:role/${created}`],
          federation: [
            GitHub.environment({ audience, repository: 'acme/etl', environment: 'prod', sessionMinutes: 30 }),
          ],
        }),
      ),
    );
    expect(await userOf(userId)).toMatchObject({
      name,
      role: 'Member',
      teams: ['Public', 'Data'],
      owners: [person.user.user_id],
      purpose: 'Loads the warehouse.',
      labels: { env: 'prod', cloudformation: expect.stringMatching(/:stack\/pipelines\/Etl/) },
      iam_principals: [`arn:aws:iam::111111111111:role/${created}`],
      created_by: 'pipelines_provider@service',
      managed_by: 'CloudFormation stack pipelines',
    });
    const policies = await workspace.admin.get(`/api/users/${userId}/federation-policies`);
    expect(policies.body.items).toMatchObject([{ subject: 'repo:acme/etl:environment:prod', session_minutes: 30 }]);
    expect(physicalIds()).toEqual([userId]);
  });

  it('renames the account, changes only the difference, and changes nothing when it is deployed again', async () => {
    const { name, userId } = newName();
    const policy = (environment: string) =>
      GitHub.environment({ audience: 'https://x.example.com', repository: 'acme/etl', environment });
    await deployment.deploy(
      synthesize((app) => user(app, { name, purpose: 'a', federation: [policy('a'), policy('b')] })),
    );
    const renamed = synthesize((app) => user(app, { name: `${name} renamed`, federation: [policy('b'), policy('c')] }));
    await deployment.deploy(renamed);
    expect(await userOf(userId)).toMatchObject({ name: `${name} renamed`, purpose: 'a' });
    const policies = await workspace.admin.get(`/api/users/${userId}/federation-policies`);
    expect(policies.body.items.map(({ subject }: { subject: string }) => subject).sort()).toEqual([
      'repo:acme/etl:environment:b',
      'repo:acme/etl:environment:c',
    ]);
    expect(physicalIds()).toEqual([userId]);
    const before = await historyOf(workspace, userId);
    await deployment.deploy(renamed);
    expect(await historyOf(workspace, userId)).toEqual(before);
  });

  it('finds its own account when CloudFormation delivers each request three times', async () => {
    const { name, userId } = newName();
    deliveries = 3;
    await deployment.deploy(synthesize((app) => user(app, { name, teams: ['Data'] })));
    await deployment.deploy(synthesize((app) => user(app, { name, teams: [] })));
    expect(await historyOf(workspace, userId)).toEqual(['user.created', 'user.updated']);
  });

  it('finds its own account when the stack is deleted and deployed again', async () => {
    const { name, userId } = newName();
    const assembly = synthesize((app) => user(app, { name }));
    await deployment.deploy(assembly);
    await deployment.destroy('pipelines');
    expect(await userOf(userId)).toMatchObject({ deleted_at: null });
    await newDeployment().deploy(assembly);
    expect(await historyOf(workspace, userId)).toEqual(['user.created']);
  });

  it('refuses an account of somebody else, deletes nothing after that, and manages it with adopt', async () => {
    const { name, userId } = newName();
    await workspace.admin.post('/api/users', { name, teams: ['Data'], purpose: 'kept' });
    const properties = { name, removalPolicy: RemovalPolicy.DESTROY };
    await expect(deployment.deploy(synthesize((app) => user(app, properties)))).rejects.toThrow(
      `${userId} exists, and this resource did not create it. Set adopt to manage it here.`,
    );
    expect(deployment.requests.map((request) => request.split(' ')[0])).toEqual(['Create', 'Delete']);
    expect(await historyOf(workspace, userId)).toEqual(['user.created']);
    await deployment.deploy(synthesize((app) => user(app, { ...properties, adopt: true })));
    expect(await userOf(userId)).toMatchObject({
      teams: ['Public', 'Data'],
      purpose: 'kept',
      deleted_at: null,
      managed_by: 'CloudFormation stack pipelines',
    });
  });

  it('keeps what a failed creation has made, and continues with it', async () => {
    const { name, userId } = newName();
    const properties = { name, removalPolicy: RemovalPolicy.DESTROY };
    const wrong = synthesize((app) => user(app, { ...properties, iamPrincipals: ['not an ARN'] }));
    await expect(deployment.deploy(wrong)).rejects.toThrow('iam_principals');
    expect(await userOf(userId)).toMatchObject({ deleted_at: null });
    await deployment.deploy(synthesize((app) => user(app, properties)));
    expect(await historyOf(workspace, userId)).toEqual(['user.created']);
  });

  it('returns the account to what it was when another resource of the update fails', async () => {
    const { name, userId } = newName();
    const { name: taken } = newName();
    await workspace.admin.post('/api/users', { name: taken });
    await deployment.deploy(synthesize((app) => user(app, { name, teams: ['Data'], purpose: 'before' })));
    const before = await userOf(userId);
    const failing = synthesize((app) => {
      user(app, { name: `${name} renamed`, teams: [], purpose: 'after', role: 'Manager' });
      user(app, { name: taken }, 'Taken');
    });
    await expect(deployment.deploy(failing)).rejects.toThrow('Set adopt');
    expect(await userOf(userId)).toEqual(before);
  });

  it('deactivates the account on removal with DESTROY, and only while it is managed by the resource', async () => {
    const [one, two] = [newName(), newName()];
    const removalPolicy = RemovalPolicy.DESTROY;
    await deployment.deploy(
      synthesize((app) => {
        user(app, { name: one.name, removalPolicy });
        user(app, { name: two.name, removalPolicy }, 'Moved');
      }),
    );
    // The construct moves to another id: CloudFormation creates it, and deletes it under its id before.
    deliveries = 2;
    await deployment.deploy(synthesize((app) => user(app, { name: two.name, removalPolicy, adopt: true }, 'Other')));
    expect(await userOf(one.userId)).toMatchObject({ deleted_at: expect.any(String) });
    expect(await userOf(two.userId)).toMatchObject({ deleted_at: null });
  });

  it('brings back an account that somebody deactivated only with adopt', async () => {
    const { name, userId } = newName();
    await deployment.deploy(synthesize((app) => user(app, { name })));
    await workspace.admin.delete(`/api/users/${userId}`);
    const again = newDeployment();
    await expect(again.deploy(synthesize((app) => user(app, { name })))).rejects.toThrow('Set adopt to reactivate it.');
    await again.deploy(synthesize((app) => user(app, { name, adopt: true })));
    expect(await userOf(userId)).toMatchObject({ deleted_at: null });
  });
});

it('is not deployed by the local system, which says so', async () => {
  const assembly = synthesize((app) => user(app, newName()));
  await expect(workspace.consumer(assembly)).rejects.toThrow('does not deploy the resource Etl');
});

function physicalIds(): (string | undefined)[] {
  const ids = new Set(deployment.requests.map((request) => request.split(' ')[1] ?? ''));
  return [...ids].map((id) => deployment.physicalId(id));
}

describe('Custom::ServiceUserToken', () => {
  const token = (app: ConstructApp, name: string, props: Partial<ServiceTokenProps> = {}, owner: object = {}) =>
    new ServiceToken(app.stack, 'Token', {
      user: user(app, { name, ...owner }),
      name: 'production',
      expiresIn: Duration.days(90),
      secretName: `secret of ${name}`,
      ...props,
    });
  const secretOf = (name: string) => secretsManager.valueOf(`secret of ${name}`) ?? '';
  /** Whether the system accepts the secret. */
  const isAccepted = async (secret: string) => (await workspace.client(secret).get('/api/me')).status === 200;

  it('stores the token in Secrets Manager, and nowhere else', async () => {
    const { name, userId } = newName();
    await deployment.deploy(synthesize((app) => token(app, name, { scopes: ['api:reports'] })));
    const secret = secretOf(name);
    noteSecrets(secret);
    expect(secret).toMatch(/^svc_/);
    expect(await isAccepted(secret)).toBe(true);
    const [issued, ...others] = await tokensOf(workspace, userId);
    expect(others).toEqual([]);
    expect(issued).toMatchObject({ name: 'production', lifetime_days: 90, scopes: ['api:reports'] });
    expect(physicalIds()).toEqual([userId, `${userId}/${issued.id}`]);
    expect(leaksIn({ logs: deployment.output, response: JSON.stringify(deployment.responses) })).toEqual([]);
  });

  it('creates one token when each request is delivered three times', async () => {
    const { name, userId } = newName();
    deliveries = 3;
    await deployment.deploy(synthesize((app) => token(app, name)));
    expect(await tokensOf(workspace, userId)).toHaveLength(1);
    expect(await isAccepted(secretOf(name))).toBe(true);
    expect(await historyOf(workspace, userId)).toEqual(['user.created', 'token.created']);
  });

  it('stores the newest secret of one token when each request is delivered three times at once', async () => {
    deliveries = 3;
    isConcurrent = true;
    for (let round = 0; round < 3; round += 1) {
      const { name, userId } = newName();
      await newDeployment().deploy(synthesize((app) => token(app, name)));
      const [issued, ...others] = await tokensOf(workspace, userId);
      expect(others).toEqual([]);
      expect(issued.hint.slice(-4)).toBe(secretOf(name).slice(-4));
      expect(await isAccepted(secretOf(name))).toBe(true);
    }
  });

  it('stores the next secret when another delivery has issued a newer one meanwhile', async () => {
    const { name, userId } = newName();
    let isRotated = false;
    secretsManager.failWith(async (operation) => {
      if (operation !== 'PutSecretValue' || isRotated) return undefined;
      isRotated = true;
      const [issued] = await tokensOf(workspace, userId);
      await workspace.admin.post(`/api/user-tokens/${issued.id}/rotate`, {});
      return undefined;
    });
    await deployment.deploy(synthesize((app) => token(app, name))).finally(() => secretsManager.failWith(undefined));
    const [issued] = await tokensOf(workspace, userId);
    expect([isRotated, issued.hint.slice(-4)]).toEqual([true, secretOf(name).slice(-4)]);
  });

  it.each(['request', 'response'] as const)(
    'stores a secret that works when the %s of each call is lost once',
    async (lost) => {
      const { name, userId } = newName();
      const failed = new Set<string>();
      secretsManager.failWith((operation) => {
        if (failed.has(operation)) return undefined;
        failed.add(operation);
        return lost;
      });
      try {
        await deployment.deploy(synthesize((app) => token(app, name)));
      } finally {
        secretsManager.failWith(undefined);
      }
      expect([...failed].sort()).toEqual(
        ['DescribeSecret', 'PutSecretValue'].slice(failed.has('DescribeSecret') ? 0 : 1),
      );
      expect(await tokensOf(workspace, userId)).toHaveLength(1);
      expect(await isAccepted(secretOf(name))).toBe(true);
    },
  );

  it('finds its own token when the secret could not be stored, and stores the next one', async () => {
    const { name, userId } = newName();
    const assembly = synthesize((app) => token(app, name, { removalPolicy: RemovalPolicy.DESTROY }));
    secretsManager.failWith((operation) => (operation === 'PutSecretValue' ? 'request' : undefined));
    await expect(deployment.deploy(assembly)).rejects.toThrow();
    secretsManager.failWith(undefined);
    // The Delete after the failed creation does not delete it.
    expect(await tokensOf(workspace, userId)).toHaveLength(1);
    await deployment.deploy(assembly);
    expect(await tokensOf(workspace, userId)).toHaveLength(1);
    expect(await isAccepted(secretOf(name))).toBe(true);
  });

  it('gives the token a new secret for another lifetime, and the secret before works in the overlap', async () => {
    const { name, userId } = newName();
    await deployment.deploy(synthesize((app) => token(app, name)));
    const before = secretOf(name);
    deliveries = 2;
    await deployment.deploy(synthesize((app) => token(app, name, { expiresIn: Duration.days(30) })));
    expect(await tokensOf(workspace, userId)).toMatchObject([{ lifetime_days: 30 }]);
    expect(secretOf(name)).not.toBe(before);
    expect([await isAccepted(before), await isAccepted(secretOf(name))]).toEqual([true, true]);
    expect((await historyOf(workspace, userId)).filter((action) => action === 'token.rotated')).toHaveLength(1);
  });

  it('changes scopes and addresses without a new secret, and removes those that it had', async () => {
    const { name, userId } = newName();
    const deploy = (props: Partial<ServiceTokenProps>) =>
      deployment.deploy(synthesize((app) => token(app, name, props)));
    await deploy({ scopes: ['api:reports'], allowedCidrs: ['203.0.113.0/24'] });
    const before = secretOf(name);
    expect(await tokensOf(workspace, userId)).toMatchObject([
      { scopes: ['api:reports'], allowed_cidrs: ['203.0.113.0/24'] },
    ]);
    await deploy({ scopes: ['api:orders', 'api:reports'], allowedCidrs: ['127.0.0.1'] });
    expect(await tokensOf(workspace, userId)).toMatchObject([
      { scopes: ['api:orders', 'api:reports'], allowed_cidrs: ['127.0.0.1'] },
    ]);
    await deploy({});
    expect(await tokensOf(workspace, userId)).toMatchObject([{ scopes: null, allowed_cidrs: [] }]);
    expect(secretOf(name)).toBe(before);
    // What the stack never had is left as it is.
    const [issued] = await tokensOf(workspace, userId);
    await workspace.admin.put(`/api/user-tokens/${issued.id}`, { scopes: ['api:other'] });
    await deploy({ expiresIn: Duration.days(89) });
    expect(await tokensOf(workspace, userId)).toMatchObject([{ scopes: ['api:other'], lifetime_days: 89 }]);
  });

  it('replaces the token for another name, and returns to the first one when the update is rolled back', async () => {
    const { name, userId } = newName();
    const removalPolicy = RemovalPolicy.DESTROY;
    const named = (tokenName: string, failing = false) =>
      synthesize((app) => {
        token(app, name, { name: tokenName, removalPolicy });
        if (failing) user(app, { name: PROVIDER }, 'Taken');
      });
    await deployment.deploy(named('first'));
    expect(await isAccepted(secretOf(name))).toBe(true);
    await expect(deployment.deploy(named('second', true))).rejects.toThrow('Set adopt');
    expect(await tokensOf(workspace, userId)).toMatchObject([{ name: 'first', status: 'Active' }]);
    expect(await isAccepted(secretOf(name))).toBe(true);
    await deployment.deploy(named('second'));
    expect(await tokensOf(workspace, userId)).toMatchObject([{ name: 'second', status: 'Active' }]);
    expect(await isAccepted(secretOf(name))).toBe(true);
  });

  it('refuses a token of somebody else and one in use, and takes neither back from a person who revoked it', async () => {
    const { name, userId } = newName();
    await workspace.admin.post('/api/users', { name });
    const { body: other } = await workspace.admin.post('/api/user-tokens', { name: 'production', user_id: userId });
    const deploy = (props: Partial<ServiceTokenProps> = {}) =>
      newDeployment().deploy(
        synthesize((app) => token(app, name, { secretName: `secret ${Math.random()}`, ...props }, { adopt: true })),
      );
    await expect(deploy()).rejects.toThrow('Set adopt to manage it here.');
    expect(await isAccepted(other.bearer_token)).toBe(true);
    await deploy({ adopt: true });
    expect(await isAccepted(other.bearer_token)).toBe(true);
    await workspace.admin.put(`/api/user-tokens/${other.id}`, { revoke: true });
    await expect(deploy({ adopt: true })).rejects.toThrow('is revoked. Delete it to get a new one');
  });

  it('revokes and deletes the token before it deactivates the account, with DESTROY', async () => {
    const { name, userId } = newName();
    const removalPolicy = RemovalPolicy.DESTROY;
    await deployment.deploy(synthesize((app) => token(app, name, { removalPolicy }, { removalPolicy })));
    const secret = secretOf(name);
    deliveries = 2;
    await deployment.destroy('pipelines');
    expect(await isAccepted(secret)).toBe(false);
    expect(await tokensOf(workspace, userId)).toEqual([]);
    expect(await userOf(userId)).toMatchObject({ deleted_at: expect.any(String) });
  });

  it('says which role is not bound to a Service User', async () => {
    const provider = await userOf('pipelines_provider@service');
    await workspace.admin.put(`/api/users/${provider.id}`, { iam_principals: [] });
    try {
      await expect(deployment.deploy(synthesize((app) => user(app, newName())))).rejects.toThrow(
        'No Service User is bound to arn:aws:iam::000000000000:role/local-pipeline.',
      );
    } finally {
      await workspace.admin.put(`/api/users/${provider.id}`, { iam_principals: provider.iam_principals });
    }
  });
});
