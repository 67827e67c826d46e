// The personal tokens of the person, whom only they concern.
import { expect } from 'vitest';
import { expectAccessible } from './support/accessibility.ts';
import { it } from './support/console.ts';

it('creates, rotates, revokes, restores and deletes a personal token', async ({ visitor, workspace }) => {
  const { user } = await workspace.person('Member');
  const { open } = await visitor({ email: user.email });
  const page = await open('/my-tokens');
  const dialog = page.getByRole('dialog');
  const act = async (action: string, confirm = action) => {
    await page.getByRole('button', { name: 'Actions for laptop' }).click();
    await page.getByRole('menuitem', { name: action }).click();
    await dialog.getByRole('button', { name: confirm, exact: true }).click();
  };
  await page.getByRole('button', { name: 'Create token' }).first().click();
  await dialog.getByRole('textbox', { name: 'Name' }).fill('laptop');
  await dialog.getByRole('button', { name: 'Create token' }).click();
  await dialog.getByRole('button', { name: 'Show' }).click();
  const secret = await dialog.getByRole('textbox', { name: 'Token' }).inputValue();
  expect(secret).toMatch(/^pat_/);
  expect((await workspace.client(secret).get('/api/me')).body.user_id).toBe(user.user_id);
  await dialog.getByRole('button', { name: 'Copy', exact: true }).click();
  await dialog.getByRole('button', { name: 'Done' }).click();
  expect(await page.content()).not.toContain(secret);

  await act('Rotate');
  await dialog.getByRole('button', { name: 'Copy', exact: true }).click();
  await dialog.getByRole('button', { name: 'Done' }).click();
  await act('Revoke');
  await page.getByText('The token laptop is revoked.').waitFor();
  expect((await workspace.client(secret).get('/api/me')).status).toBe(401);
  await act('Restore');
  await page.getByText('The token laptop is active again.').waitFor();
  await expectAccessible(page);
  await act('Revoke');
  await act('Delete');
  await page.getByRole('rowheader', { name: 'laptop' }).waitFor({ state: 'detached' });
});
