// Datastores: a list by reach, and changes by Admins and Managers.
import { expect } from 'vitest';
import { expectAccessible } from './support/accessibility.ts';
import { it } from './support/console.ts';

it('lets a Manager create, change and delete datastores of their teams', async ({ visitor, workspace }) => {
  await workspace.teams('Data', 'Finance');
  await workspace.admin.post('/api/datastores', { name: 'Ledger', teams: ['Finance'] });
  const { user } = await workspace.person('Manager', { teams: ['Data'] });
  const { open } = await visitor({ email: user.email });
  const page = await open('/datastores');
  await page.getByText('Your teams have no datastores').waitFor();
  await page.getByRole('button', { name: 'Create datastore' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Warehouse');
  await dialog.getByRole('button', { name: 'Create' }).click();
  await dialog.getByText('must name a team you are a member of, or Public').first().waitFor();
  await dialog.getByRole('button', { name: /^Teams/ }).click();
  await dialog.getByRole('option', { name: 'Data' }).click();
  expect(await dialog.getByRole('option', { name: 'Finance' }).count()).toBe(0);
  await page.keyboard.press('Escape');
  await dialog.getByRole('button', { name: 'Create' }).click();
  await page.getByText('The datastore Warehouse was created.').waitFor();
  await expectAccessible(page);

  await page.getByRole('button', { name: 'Edit Warehouse' }).click();
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Lake');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('button', { name: 'Delete Lake' }).click();
  await dialog.getByRole('button', { name: 'Delete' }).click();
  await page.getByText('The datastore Lake was deleted.').waitFor();
  await page.getByText('Your teams have no datastores').waitFor();
});

it('shows an Admin all datastores, and a Member those of their teams without actions', async ({
  visitor,
  workspace,
}) => {
  await workspace.admin.post('/api/datastores', { name: 'Catalog', teams: ['Public'] });
  await workspace.admin.post('/api/datastores', { name: 'Payroll', teams: [] });
  const admin = await (await visitor()).open('/datastores');
  await admin.getByRole('rowheader', { name: 'Payroll' }).waitFor();
  const { user } = await workspace.person('Member');
  const member = await (await visitor({ email: user.email })).open('/datastores');
  await member.getByRole('rowheader', { name: 'Catalog' }).waitFor();
  expect(await member.getByRole('rowheader', { name: 'Payroll' }).count()).toBe(0);
  expect(await member.getByRole('button', { name: /^(Create|Edit|Delete)/ }).count()).toBe(0);
});
