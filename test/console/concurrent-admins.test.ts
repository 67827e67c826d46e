// Two Admins who change the same account at once: each sees what the server says now.
import { expect } from 'vitest';
import { it } from './support/console.ts';

it('shows the state that another Admin has made, or the rejection in place', async ({ visitor, workspace }) => {
  const { user } = await workspace.serviceUser({ name: 'Shared' });
  const { user: other } = await workspace.person('Admin');
  const first = await visitor();
  const second = await visitor({ email: other.email });
  const one = await first.open(`/accounts/${user.user_id}/tokens`);
  const two = await second.open(`/accounts/${user.user_id}/tokens`);
  const dialogOf = async (page: typeof one, action: string) => {
    await page.getByRole('button', { name: 'Actions for first' }).click();
    await page.getByRole('menuitem', { name: action }).click();
    return page.getByRole('dialog');
  };

  // Both want to rotate it. The first one revokes it instead, while the dialog of the second one is open.
  const rotation = await dialogOf(two, 'Rotate');
  await (await dialogOf(one, 'Revoke')).getByRole('button', { name: 'Revoke' }).click();
  await one.getByRole('cell', { name: 'Revoked' }).waitFor();
  await rotation.getByRole('button', { name: 'Rotate' }).click();
  await rotation.getByText('Only an active token can be rotated.').waitFor();
  await rotation.getByRole('button', { name: 'Cancel' }).click();
  // The page has read the token again.
  await two.getByRole('cell', { name: 'Revoked' }).waitFor();

  await first.follow(`/accounts/${user.user_id}/deactivation`);
  await second.follow(`/accounts/${user.user_id}/deactivation`);
  for (const page of [one, two]) {
    await page.getByRole('button', { name: 'Deactivate', exact: true }).click();
    await page.getByRole('dialog').getByLabel('To confirm, type deactivate').fill('deactivate');
  }
  await one.getByRole('dialog').getByRole('button', { name: 'Deactivate' }).click();
  await one.getByRole('heading', { name: 'Reactivate this account' }).waitFor();
  // The account is deactivated already, which is what the second one wants.
  await two.getByRole('dialog').getByRole('button', { name: 'Deactivate' }).click();
  await two.getByRole('heading', { name: 'Reactivate this account' }).waitFor();
  expect(await one.getByRole('dialog').count()).toBe(0);
  expect((await workspace.admin.get(`/api/users/${user.id}`)).body.deleted_at).not.toBeNull();
});
