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
