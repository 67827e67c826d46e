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
