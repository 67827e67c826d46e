// Teams: what Admins change, what the API refuses, and what others see.
import { expect } from 'vitest';
import { expectAccessible } from './support/accessibility.ts';
import { it } from './support/console.ts';

it('creates, changes and deletes a team', async ({ admin, workspace }) => {
  const page = await admin.open('/teams');
  await page.getByRole('button', { name: 'Create team' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('Data');
  await dialog.getByLabel('Description').fill('Pipelines of the warehouse');
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Create' }).click();
  await page.getByText('The team Data was created.').waitFor();

  await page.getByRole('button', { name: 'Edit Data' }).click();
  await dialog.getByLabel('Name').fill('Analytics');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('rowheader', { name: 'Analytics' }).waitFor();
  expect((await workspace.admin.get('/api/teams?name=Analytics')).body.items).toMatchObject([
    { name: 'Analytics', description: 'Pipelines of the warehouse' },
  ]);
  await expectAccessible(page);

  await page.getByRole('button', { name: 'Delete Analytics' }).click();
  await dialog.getByRole('button', { name: 'Delete' }).click();
  await page.getByText('The team Analytics was deleted.').waitFor();
  await page.getByRole('rowheader', { name: 'Analytics' }).waitFor({ state: 'detached' });
});

it('shows why a team is refused', async ({ admin, workspace }) => {
  await workspace.teams('Finance');
  await workspace.serviceUser({ name: 'Ledger', teams: ['Finance'] });
  const page = await admin.open('/teams?name=fin');
  await page.getByRole('button', { name: 'Delete Finance' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Delete' }).click();
  await dialog.getByText(/is in use by 1 accounts/).waitFor();
  await dialog.getByRole('button', { name: 'Cancel' }).click();

  await page.getByRole('button', { name: 'Create team' }).click();
  await dialog.getByLabel('Name').fill('finance');
  await dialog.getByRole('button', { name: 'Create' }).click();
  await dialog.getByText(/There is already a team/).waitFor();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await dialog.getByRole('button', { name: 'Discard' }).click();
  await dialog.first().waitFor({ state: 'detached' });

  await page.getByRole('link', { name: 'Service Users of the team Finance' }).click();
  await page.getByRole('rowheader', { name: 'Ledger' }).waitFor();
});

it('does not offer changes to a Member', async ({ visitor, workspace }) => {
  const { user } = await workspace.person('Member');
  const { open } = await visitor({ email: user.email });
  const page = await open('/teams');
  await page.getByRole('rowheader', { name: 'Public' }).waitFor();
  expect(await page.getByRole('button', { name: /^(Create|Edit|Delete)/ }).count()).toBe(0);
});
