// The tokens of a Service User, and the end of the account.
import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { expectAccessible } from './support/accessibility.ts';
import { it } from './support/console.ts';
import { expectForgotten } from './support/memory.ts';

it('shows the secret of a new token once', async ({ admin, workspace }) => {
  const { user } = await workspace.serviceUser({ name: 'Airflow', token: undefined });
  const page = await admin.open(`/accounts/${user.user_id}/tokens`);
  await page.getByRole('button', { name: 'Create token' }).first().click();
  await page.getByLabel('Name', { exact: true }).fill('production');
  await expectAccessible(page);
  await page.getByRole('dialog').getByRole('button', { name: 'Create token' }).click();
  const dialog = page.getByRole('dialog', { name: 'Token created' });
  await dialog.waitFor();
  expect(await page.content()).not.toMatch(/svc_\w{40}/);
  await expectAccessible(page);

  // Leaving without a copy asks.
  await dialog.getByRole('button', { name: 'Done' }).click();
  await dialog.getByText('You have not copied the token').waitFor();
  await dialog.getByRole('button', { name: 'Go back' }).click();
  await dialog.getByRole('button', { name: 'Show' }).click();
  const secret = await dialog.getByLabel('Token', { exact: true }).inputValue();
  const downloading = page.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Download' }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toBe(`${user.user_id.replace(/@.*/, '')}-production-token.txt`);
  expect(readFileSync((await download.path()) ?? '', 'utf8')).toBe(`${secret}\n`);
  await dialog.getByRole('button', { name: 'Copy', exact: true }).click();
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(secret);
  expect(await workspace.client(secret).get('/api/me')).toMatchObject({ status: 200, body: { user_id: user.user_id } });

  await dialog.getByRole('button', { name: 'Done' }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('cell', { name: 'in 90 days' }).waitFor();
  const remains = await page.evaluate(() => [
    document.documentElement.outerHTML,
    JSON.stringify([{ ...localStorage }, { ...sessionStorage }, history.state, location.href]),
  ]);
  for (const text of remains) expect(text).not.toContain(secret);
  await expectForgotten(page, secret);
});

it('rotates with an overlap, revokes, restores and deletes a token', async ({ admin, workspace }) => {
  const { user, client } = await workspace.serviceUser();
  const page = await admin.open(`/accounts/${user.user_id}/tokens`);
  const open = async (action: string) => {
    await page.getByRole('button', { name: 'Actions for first' }).click();
    await page.getByRole('menuitem', { name: action }).click();
    return page.getByRole('dialog');
  };
  const rotation = await open('Rotate');
  await rotation.getByLabel('1 hour').check();
  await expectAccessible(page);
  await rotation.getByRole('button', { name: /^Expiration .*\d{4} \(unchanged\)/ }).waitFor();
  await rotation.getByRole('button', { name: 'Rotate' }).click();
  const secret = page.getByRole('dialog', { name: 'Token rotated' });
  await secret.getByText('The previous secret is valid until').waitFor();
  await secret.getByRole('button', { name: 'Copy', exact: true }).click();
  await secret.getByRole('button', { name: 'Done' }).click();
  await page.getByText('Previous secret valid until').waitFor();
  await expectAccessible(page);
  expect((await client.get('/api/me')).status).toBe(200);

  await (await open('Revoke')).getByRole('button', { name: 'Revoke' }).click();
  await page.getByText('The token first is revoked.').first().waitFor();
  await page.getByRole('cell', { name: 'Revoked' }).waitFor();
  expect((await client.get('/api/me')).status).toBe(401);
  await (await open('Restore')).getByRole('button', { name: 'Restore' }).click();
  await page.getByRole('cell', { name: 'Active' }).waitFor();
  await (await open('Revoke')).getByRole('button', { name: 'Revoke' }).click();
  await page.getByRole('cell', { name: 'Revoked' }).waitFor();
  await (await open('Delete')).getByRole('button', { name: 'Delete' }).click();
  await page.getByText('No tokens').waitFor();
});

it('limits a token to scopes and addresses, and changes them later', async ({ admin, workspace }) => {
  const { user } = await workspace.serviceUser({ token: undefined });
  const token = async () => (await workspace.admin.get(`/api/user-tokens/service?user_id=${user.id}`)).body.items[0];
  const page = await admin.open(`/accounts/${user.user_id}/tokens`);
  await page.getByRole('button', { name: 'Create token' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name', { exact: true }).fill('production');
  await dialog.getByRole('button', { name: 'Scopes and addresses' }).click();
  await dialog.getByLabel('Only the chosen scopes').check();
  await dialog.getByRole('button', { name: /^Chosen scopes/ }).click();
  await dialog.getByRole('option', { name: /^datastores:read/ }).click();
  await dialog.getByPlaceholder('datastores, or api:reports').fill('api:reports');
  await dialog.getByRole('option', { name: /^api:reports/ }).click();
  await page.keyboard.press('Escape');
  await dialog.getByLabel(/^Addresses/).fill('2001:db8::1/32');
  await dialog.getByRole('button', { name: 'Create token' }).click();
  await dialog.getByText('2001:db8::1/32 must be written as 2001:db8::/32', { exact: true }).waitFor();
  await expectAccessible(page);
  await dialog.getByLabel(/^Addresses/).fill('2001:db8::/32');
  await dialog.getByRole('button', { name: 'Create token' }).click();
  await dialog.getByRole('button', { name: 'Copy', exact: true }).click();
  await dialog.getByRole('button', { name: 'Done' }).click();
  await page.getByRole('cell', { name: 'api:reports, datastores:read' }).waitFor();
  await page.getByRole('cell', { name: '2001:db8::/32' }).waitFor();
  expect(await token()).toMatchObject({ scopes: ['api:reports', 'datastores:read'], allowed_cidrs: ['2001:db8::/32'] });

  await page.getByRole('button', { name: 'Actions for production' }).click();
  await page.getByRole('menuitem', { name: 'Edit scopes and addresses' }).click();
  const save = dialog.getByRole('button', { name: 'Save' });
  expect(await save.isDisabled()).toBe(true);
  await dialog.getByRole('button', { name: 'Remove api:reports' }).click();
  await dialog.getByLabel(/^Addresses/).fill('');
  await expectAccessible(page);
  await save.click();
  await page.getByRole('cell', { name: 'datastores:read', exact: true }).waitFor();
  expect(await token()).toMatchObject({ scopes: ['datastores:read'], allowed_cidrs: [] });
});

it('says what to check when the response to a change is lost', async ({ admin, workspace }) => {
  const { user } = await workspace.serviceUser();
  const page = await admin.open(`/accounts/${user.user_id}/tokens`);
  await page.route('**/api/user-tokens/*', async (route) => {
    if (route.request().method() !== 'PUT') return route.continue();
    await route.fetch();
    await route.abort('connectionreset');
  });
  await page.getByRole('button', { name: 'Actions for first' }).click();
  await page.getByRole('menuitem', { name: 'Revoke' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
  await page.getByText('It is unknown whether the change was made', { exact: true }).waitFor();
  await page.getByText('Check the status of the token in the list.').waitFor();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('cell', { name: 'Revoked' }).waitFor();
});

it('deactivates an account after its tokens are revoked, and reactivates it', async ({ admin, workspace }) => {
  const { user } = await workspace.serviceUser();
  const page = await admin.open(`/accounts/${user.user_id}/deactivation`);
  await page.getByText('An active token blocks the deactivation').waitFor();
  await page.getByText('A program may still use it.', { exact: false }).waitFor();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Revoke all tokens' }).first().click();
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke all' }).click();
  await page.getByText('One token is revoked.').first().waitFor();
  const activeTokens = page.locator('dt', { hasText: 'Active tokens' }).locator('xpath=following-sibling::dd');
  await expect.poll(() => activeTokens.textContent()).toBe('0');

  const deactivate = page.getByRole('button', { name: 'Deactivate', exact: true });
  await deactivate.click();
  const dialog = page.getByRole('dialog');
  const confirm = dialog.getByRole('button', { name: 'Deactivate' });
  expect(await confirm.isDisabled()).toBe(true);
  await dialog.getByLabel('To confirm, type deactivate').fill('deactivate');
  await expectAccessible(page);
  await confirm.click();
  await page.getByRole('heading', { name: 'Reactivate this account' }).waitFor();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Reactivate', exact: true }).click();
  await page.getByRole('heading', { name: 'Deactivate this account' }).waitFor();
  expect((await workspace.admin.get(`/api/users/${user.id}`)).body.deleted_at).toBeNull();
});

it('shows a page for an account and an address that do not exist', async ({ admin }) => {
  const page = await admin.open('/accounts/nobody@service/tokens');
  await page.getByRole('heading', { level: 1, name: 'Not found' }).waitFor();
  await admin.open('/nothing');
  await page.getByRole('heading', { level: 1, name: 'Page not found' }).waitFor();
  await expectAccessible(page);
});
