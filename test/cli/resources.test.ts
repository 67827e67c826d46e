// Teams, datastores, users, the policy: each verb changes the running system, and prints what people and programs need.
import { expect } from 'vitest';
import { it } from './support/cli.ts';

it('creates, changes, lists and deletes teams and datastores by their names', async ({ cli, workspace }) => {
  await cli.json('teams', 'create', 'Data', '--description', 'Data engineering');
  await cli.json('teams', 'update', 'data', '--name', 'Data Platform');
  await cli.json('datastores', 'create', 'Warehouse', '--teams', 'Data Platform');
  const { body } = await workspace.admin.get('/api/datastores');
  expect(body.items).toMatchObject([{ name: 'Warehouse', teams: ['Data Platform'] }]);
  const { stdout } = await cli.run(['teams', 'list']);
  expect(stdout).toMatchInlineSnapshot(`
    "ID  NAME           DESCRIPTION
    2   Data Platform  Data engineering
    1   Public         Everybody
    "
  `);
  expect(await cli.run(['datastores', 'delete', 'Warehouse'])).toMatchObject({ code: 0, stdout: '' });
  expect(await cli.run(['teams', 'delete', 'Data Platform'])).toMatchObject({ code: 0 });
  expect((await workspace.admin.get('/api/teams?name=Data')).body.items).toEqual([]);
});

it('creates, tests, disables and deletes a federation policy, and changes the token policy', async ({
  cli,
  workspace,
}) => {
  await cli.json('users', 'create', 'ETL', '--teams', 'Public', '--role', 'Manager');
  const policy = { name: 'deploy', issuer: 'https://gitlab.com', audience: 'https://example.com/api', subject: 'a:b' };
  const fromInput = await cli.run(['federation', 'create', 'etl@service', '--file', '-'], {
    input: JSON.stringify(policy),
  });
  expect(fromInput).toMatchObject({ code: 0 });
  expect(await cli.json('federation', 'disable', 'etl@service', 'Deploy')).toMatchObject({ ...policy, enabled: false });
  const test = await cli.run(['federation', 'test', 'etl@service', 'deploy'], {
    input: 'eyJhbGciOiJub25lIn0.e30.c2ln',
  });
  expect(test.stdout).toMatch(/^CHECK +PASSED +DETAIL\n(?:.*\n)*enabled +false .*\n/);
  expect(await cli.run(['federation', 'delete', 'etl@service', 'deploy'])).toMatchObject({ code: 0 });
  expect(await cli.json('federation', 'list', 'etl@service')).toEqual([]);

  await cli.json('policy', 'update', '--max-lifetime-days', '90', '--never-expiring-roles', 'Manager,Admin');
  const { body } = await workspace.admin.get('/api/policy');
  expect(body).toMatchObject({
    max_lifetime_days: 90,
    never_expiring_roles: expect.arrayContaining(['Manager', 'Admin']),
  });
  expect((await cli.run(['users', 'deactivate', 'etl@service'])).code).toBe(0);
  expect(await cli.json('users', 'reactivate', 'etl@service')).toMatchObject({ role: 'Manager', deleted_at: null });
});

it('states owners, a purpose, labels and a manager, and finds accounts by them', async ({ cli, workspace }) => {
  const stated = ['--owners', 'admin@example.com', '--purpose', 'Loads', '--labels', 'env=prod,tier'];
  const token = ['--token', 'first', '--scopes', 'teams:read', '--allowed-cidrs', '127.0.0.1', '--out', 'owned.token'];
  const created = await cli.json('users', 'create', 'Owned', ...stated, '--managed-by', 'Terraform', ...token);
  expect(created).toMatchObject({
    owners: ['admin@example.com'],
    purpose: 'Loads',
    labels: { env: 'prod', tier: '' },
    managed_by: 'Terraform',
    token: { scopes: ['teams:read'], allowed_cidrs: ['127.0.0.1'] },
  });
  const named = (users: { user_id: string }[]) => users.map(({ user_id }) => user_id);
  expect(named(await cli.json('users', 'list', '--owner', 'me'))).toEqual(['owned@service']);
  expect(named(await cli.json('users', 'list', '--label', 'env=prod'))).toEqual(['owned@service']);
  const cleared = ['--owners', '', '--purpose', '', '--labels', '', '--managed-by', ''];
  expect(await cli.json('users', 'update', 'owned@service', ...cleared)).toMatchObject({
    owners: [],
    purpose: null,
    labels: {},
    managed_by: null,
  });
  const id = String(created.token.id);
  expect(await cli.json('tokens', 'update', id, '--scopes', 'all', '--allowed-cidrs', '')).toMatchObject({
    scopes: null,
    allowed_cidrs: [],
  });
  expect(
    await cli.json(
      'tokens',
      'create',
      'second',
      '--user',
      'owned@service',
      '--scopes',
      'audit:read',
      '--out',
      'second.token',
    ),
  ).toMatchObject({ scopes: ['audit:read'] });
  expect((await workspace.admin.get('/api/users/owned@service')).body.managed_by).toBeNull();
});

it('lists active users, also deactivated ones, or deactivated ones only', async ({ cli, workspace }) => {
  await workspace.serviceUser({ name: 'Shelf current', token: undefined });
  const { user } = await workspace.serviceUser({ name: 'Shelf retired', token: undefined });
  await workspace.admin.delete(`/api/users/${user.id}`);
  const listed = async (...options: readonly string[]) => {
    const users: { user_id: string }[] = await cli.json('users', 'list', '--name', 'Shelf', ...options);
    return users.map(({ user_id }) => user_id);
  };
  expect(await listed()).toEqual(['shelf_current@service']);
  expect(await listed('--include-deleted')).toEqual(['shelf_current@service', 'shelf_retired@service']);
  expect(await listed('--only-deleted')).toEqual(['shelf_retired@service']);
});

it('reviews the access of Service Users, as a table, JSON and CSV', async ({ cli }) => {
  const review: { user: { user_id: string }; findings: { code: string }[] }[] = await cli.json('review');
  expect(review.map(({ user }) => user.user_id)).toContain('owned@service');
  const filtered: typeof review = await cli.json('review', '--finding', 'no_owner');
  expect(filtered.length).toBeGreaterThan(0);
  for (const { findings } of filtered) expect(findings.map(({ code }) => code)).toContain('no_owner');
  const { stdout } = await cli.run(['review', '--csv']);
  expect(stdout.split('\r\n')[0]).toBe(
    'user_id,role,teams,owners,purpose,managed_by,tokens,federation_policies,iam_principals,last_login,findings',
  );
  expect(stdout).toMatch(/^owned@service,Member,Public,,,,"first, second",,,,.*no_owner/m);
  expect((await cli.run(['review'])).stdout).toMatch(/^USER ID +ROLE +TEAMS/);
  expect(await cli.run(['review', '--finding', 'unknown'])).toMatchObject({ code: 1 });
});
