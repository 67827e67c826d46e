// The creation of a Service User.
import { expect } from 'vitest';
import { expectAccessible } from './support/accessibility.ts';
import { it } from './support/console.ts';

it('creates a Service User with its first token', async ({ admin, workspace }) => {
  await workspace.teams('Finance');
  const page = await admin.open('/service-users');
  await page.getByRole('link', { name: 'Create Service User' }).first().click();
  await page.getByRole('heading', { level: 1, name: 'Create Service User' }).waitFor();
  await page.getByLabel('Name', { exact: true }).fill('Ärger-Ledger 2 Sync');
  await page.getByText('rgerledger_2_sync@service').waitFor();
  await page.getByLabel('Manager').check();
  await page.getByRole('button', { name: /^Teams/ }).click();
  await page.getByRole('option', { name: 'Finance' }).click();
  await page.keyboard.press('Escape');
  await page.getByLabel('Owners').fill('admin@example.com');
  await page.getByLabel('Purpose').fill('Copies the ledger');
  await page.getByLabel('Labels').fill('env=production\ntier');
  await page.getByLabel('Token name').fill('production');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Create', exact: true }).click();

  const dialog = page.getByRole('dialog', { name: 'Service User created' });
  await dialog.getByRole('button', { name: 'Copy', exact: true }).click();
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toMatch(/^svc_\w{40}/);
  const secret = await page.evaluate(() => navigator.clipboard.readText());
  expect(await workspace.client(secret).get('/api/me')).toMatchObject({
    status: 200,
    body: { user_id: 'rgerledger_2_sync@service' },
  });
  await dialog.getByRole('button', { name: 'Done' }).click();
  await page.waitForURL('**/console/accounts/rgerledger_2_sync@service/tokens');
  await page.getByRole('rowheader', { name: 'production' }).waitFor();
  expect((await workspace.admin.get('/api/users?name=ledger')).body.items).toMatchObject([
    {
      name: 'Ärger-Ledger 2 Sync',
      role: 'Manager',
      teams: ['Public', 'Finance'],
      owners: ['admin@example.com'],
      purpose: 'Copies the ledger',
      labels: { env: 'production', tier: '' },
    },
  ]);
});

it('shows what the API refuses, and creates an account without a token', async ({ admin, workspace }) => {
  await workspace.serviceUser({ name: 'Taken' });
  const page = await admin.open('/service-users/create');
  const create = page.getByRole('button', { name: 'Create', exact: true });
  await page.getByLabel('Set up later').check();
  await page.getByText('add its role in the tab IAM principals').waitFor();
  await page.getByLabel('Name', { exact: true }).fill('taken');
  await create.click();
  await page.getByText('The user_id taken@service is taken. Choose another name.').waitFor();
  await expectAccessible(page);

  await page.getByLabel('Owners').fill('admin@example.com, nobody@example.com');
  await page.getByLabel('Name', { exact: true }).fill('Free');
  await create.click();
  await page.getByText('nobody@example.com', { exact: false }).first().waitFor();
  await expect.poll(() => page.getByLabel('Owners').getAttribute('aria-invalid')).toBe('true');

  await page.getByLabel('Owners').fill('');
  await create.click();
  await page.waitForURL('**/console/accounts/free@service/tokens');
  await page.getByText('No tokens').waitFor();
});
