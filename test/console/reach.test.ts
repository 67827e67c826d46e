// The teams of an account, and the datastores that it reaches.
import { expect } from 'vitest';
import { expectAccessible } from './support/accessibility.ts';
import { it } from './support/console.ts';

it('shows what an account reaches, and changes its teams', async ({ admin, workspace }) => {
  await workspace.teams('Finance', 'Sales');
  await workspace.admin.post('/api/datastores', { name: 'Ledger', teams: ['Finance'] });
  await workspace.admin.post('/api/datastores', { name: 'Orders', teams: ['Sales'] });
  const { user } = await workspace.serviceUser({ teams: ['Finance'] });
  const page = await admin.open(`/accounts/${user.user_id}/reach`);
  await page.getByRole('rowheader', { name: 'Finance' }).waitFor();
  await page.getByRole('rowheader', { name: 'Ledger' }).waitFor();
  expect(await page.getByRole('rowheader', { name: 'Orders' }).count()).toBe(0);
  await expectAccessible(page);

  await page.getByRole('button', { name: 'Change teams' }).click();
  const dialog = page.getByRole('dialog');
  const save = dialog.getByRole('button', { name: 'Save' });
  expect(await save.isDisabled()).toBe(true);
  await dialog.getByRole('button', { name: 'Remove Finance' }).click();
  await dialog.getByRole('button', { name: /^Teams/ }).click();
  await dialog.getByRole('option', { name: 'Sales' }).click();
  await page.keyboard.press('Escape');
  await expectAccessible(page);
  await save.click();
  await page.getByRole('rowheader', { name: 'Orders' }).waitFor();
  await page.getByRole('rowheader', { name: 'Ledger' }).waitFor({ state: 'detached' });
  expect((await workspace.admin.get(`/api/users/${user.id}`)).body.teams).toEqual(['Public', 'Sales']);
});

it('says that an Admin reaches all datastores, and shows that of a deactivated account', async ({
  admin,
  workspace,
}) => {
  await workspace.admin.post('/api/datastores', { name: 'Warehouse' });
  const { user: person } = await workspace.person('Admin');
  const page = await admin.open(`/accounts/${person.user_id}/reach`);
  await page.getByText('The role Admin reaches all datastores').waitFor();
  await page.getByRole('rowheader', { name: 'Warehouse' }).waitFor();

  const { user } = await workspace.serviceUser({ token: undefined });
  await workspace.admin.delete(`/api/users/${user.id}`);
  await admin.open(`/accounts/${user.user_id}/reach`);
  await page.getByText('it reaches them again after a reactivation').waitFor();
  await page.getByText('The account reaches no datastore.').waitFor();
  expect(await page.getByRole('button', { name: 'Change teams' }).count()).toBe(0);
});
