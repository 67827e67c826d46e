// The history of an account.
import { expect } from 'vitest';
import { expectAccessible } from './support/accessibility.ts';
import { it } from './support/console.ts';

it('shows the changes of the account only', async ({ admin, workspace }) => {
  const { user } = await workspace.serviceUser();
  const other = await workspace.serviceUser();
  await workspace.admin.put(`/api/users/${user.id}`, { role: 'Manager' });
  await workspace.admin.put(`/api/users/${other.user.id}`, { role: 'Admin' });
  const page = await admin.open(`/accounts/${user.user_id}/history`);
  const table = page.getByRole('table', { name: 'History' });
  await table.getByRole('row').nth(2).waitFor();
  const text = await table.textContent();
  expect(text).not.toContain(other.user.user_id);
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Action', exact: false }).first().click();
  await page.getByRole('option', { name: 'Account changed' }).click();
  await page.waitForURL(/history\?action=user\.updated$/);
  await expect.poll(() => table.getByRole('rowheader').allTextContents()).toEqual(['Account changed']);
  await table.getByRole('button').first().click();
  const details = page.getByRole('dialog');
  await details.getByText('Manager').waitFor();
  await expectAccessible(page);
});

it('names the token that was rotated', async ({ admin, workspace }) => {
  const { user, token } = await workspace.serviceUser({ token: { name: 'production', expires_in_days: 90 } });
  await workspace.admin.post(`/api/user-tokens/${token.id}/rotate`, { overlap_hours: 0 });
  const page = await admin.open(`/accounts/${user.user_id}/history`);
  await page.getByRole('rowheader', { name: 'Token rotated: production' }).waitFor();
  await page.getByRole('button', { name: /^Details of Token rotated/ }).click();
  await page.getByRole('rowheader', { name: 'Token production: hint' }).waitFor();
});
