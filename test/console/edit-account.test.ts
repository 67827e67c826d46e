// Changes of an account on its page.
import { expect } from 'vitest';
import { expectAccessible } from './support/accessibility.ts';
import { chooseOwner } from './support/choose-owner.ts';
import { it } from './support/console.ts';

it('changes only what was edited of a Service User', async ({ admin, workspace }) => {
  await workspace.teams('Finance');
  await workspace.person('Member', { name: 'Grace Hopper', email: 'grace@example.com' });
  const { user } = await workspace.serviceUser({
    name: 'Ledger',
    teams: ['Finance'],
    labels: { env: 'test', tier: '' },
  });
  const page = await admin.open(`/accounts/${user.user_id}/tokens`);
  await page.getByRole('button', { name: 'Edit', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Edit Ledger' });
  const save = dialog.getByRole('button', { name: 'Save' });
  expect(await save.isDisabled()).toBe(true);
  await chooseOwner(dialog, 'hopp', /^Grace Hopper/);
  await workspace.admin.delete('/api/users/grace@example.com');
  await save.click();
  const owners = dialog.getByRole('button', { name: /^Owners/ });
  await expect.poll(() => owners.getAttribute('aria-invalid')).toBe('true');
  await expectAccessible(page);

  await dialog.getByLabel('Labels').fill('env=test\ntier\nenv = production');
  await save.click();
  await dialog.getByText('has the key env more than once', { exact: true }).waitFor();
  expect((await workspace.admin.get(`/api/users/${user.id}`)).body.labels).toEqual({ env: 'test', tier: '' });

  // Another Admin changes the role meanwhile.
  await workspace.admin.put(`/api/users/${user.id}`, { role: 'Manager' });
  await dialog.getByLabel('Name', { exact: true }).fill('General ledger');
  await dialog.getByRole('button', { name: 'Remove grace@example.com' }).click();
  await chooseOwner(dialog, 'admin@example.com', 'admin@example.com');
  await dialog.getByLabel('Labels').fill('env=production\ntier');
  await save.click();
  await page.getByText('General ledger was changed.').waitFor();
  await page.getByRole('heading', { level: 1, name: 'General ledger' }).waitFor();
  // The creator and the owner are links to their accounts.
  await expect.poll(() => page.getByRole('main').getByRole('link', { name: 'admin@example.com' }).count()).toBe(2);
  await expectAccessible(page);
  expect((await workspace.admin.get(`/api/users/${user.id}`)).body).toMatchObject({
    user_id: user.user_id,
    name: 'General ledger',
    role: 'Manager',
    teams: ['Public', 'Finance'],
    owners: ['admin@example.com'],
    purpose: null,
    labels: { env: 'production', tier: '' },
  });
});

it('warns that the changes of a managed Service User may be undone', async ({ admin, workspace }) => {
  const { user } = await workspace.serviceUser({ name: 'Managed', managed_by: 'service-users.yaml' });
  const page = await admin.open(`/accounts/${user.user_id}/tokens`);
  await page.getByText('service-users.yaml', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Edit', exact: true }).click();
  await page
    .getByRole('dialog')
    .getByText('Managed by service-users.yaml: changes that you make here may be')
    .waitFor();
  await expectAccessible(page);
});

it('offers name, role and teams of a person', async ({ admin, workspace }) => {
  const { user } = await workspace.person('Member');
  const page = await admin.open(`/accounts/${user.user_id}/history`);
  await page.getByRole('button', { name: 'Edit', exact: true }).click();
  const dialog = page.getByRole('dialog');
  expect(await dialog.getByLabel('Owners').count()).toBe(0);
  await dialog.getByLabel('Manager').check();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.waitFor({ state: 'detached' });
  expect((await workspace.admin.get(`/api/users/${user.id}`)).body.role).toBe('Manager');
});
