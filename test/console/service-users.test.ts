// The lists of Service Users and of people.
import { expect } from 'vitest';
import { expectAccessible } from './support/accessibility.ts';
import { it } from './support/console.ts';

it('leads from the empty list to the first Service User', async ({ admin }) => {
  const page = await admin.open('/service-users');
  await page.getByText('No Service Users yet').waitFor();
  expect(await page.getByRole('link', { name: 'Create Service User' }).count()).toBe(2);
  await expectAccessible(page);
});

it('filters, sorts and pages, with the state in the URL', async ({ admin, workspace }) => {
  for (let n = 1; n <= 21; n += 1) {
    await workspace.serviceUser({ name: `Pipeline ${String(n).padStart(2, '0')}`, labels: { n: String(n) } });
  }
  await workspace.serviceUser({ name: 'Manager', role: 'Manager' });
  const { page } = admin;
  await page.addInitScript(() => localStorage.setItem('table.service-users', '{"pageSize":20}'));
  await admin.open('/service-users');
  await page.getByRole('heading', { level: 1, name: 'Service Users (20/22)' }).waitFor();
  await page.getByRole('button', { name: 'Next page' }).click();
  await page.getByRole('link', { name: 'Pipeline 21' }).waitFor();
  expect(page.url()).toMatch(/\?page=2$/);
  await page.reload();
  await page.getByRole('link', { name: 'Pipeline 21' }).waitFor();
  await page.goBack();
  await page.getByRole('link', { name: 'Pipeline 01' }).waitFor();

  await page.getByLabel('Name', { exact: true }).fill('manag');
  await page.getByRole('heading', { level: 1, name: 'Service Users (1)' }).waitFor();
  expect(page.url()).toMatch(/\?name=manag$/);
  await page.getByLabel('Name', { exact: true }).fill('nothing like it');
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await page.getByRole('link', { name: 'Pipeline 01' }).waitFor();

  await page.getByLabel('Label', { exact: true }).fill('n=7');
  await page.getByRole('heading', { level: 1, name: 'Service Users (1)' }).waitFor();
  await page.getByRole('link', { name: 'Pipeline 07' }).waitFor();
  await expectAccessible(page);

  await admin.open('/service-users?sort=name&sort_dir=desc');
  const first = page.getByRole('row').nth(1);
  await expect.poll(() => first.textContent()).toContain('Pipeline 21');
});

it('copies a user ID', async ({ admin, workspace }) => {
  const { user } = await workspace.serviceUser({ name: 'Copied' });
  const page = await admin.open('/service-users?name=copied');
  await page.getByRole('link', { name: '1 active token', exact: true }).waitFor();
  await page.getByRole('button', { name: `Copy user ID ${user.user_id}` }).click();
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(user.user_id);
});

it('leads to the page of each owner', async ({ admin, workspace }) => {
  await workspace.person('Member', { name: 'Grace Hopper', email: 'hopper@example.com' });
  await workspace.serviceUser({ name: 'Owned', owners: ['admin@example.com', 'hopper@example.com'] });
  const page = await admin.open('/service-users?name=owned');
  const row = page.getByRole('row', { name: /^Owned/ });
  await row.getByRole('link', { name: 'admin@example.com', exact: true }).waitFor();
  await row.getByRole('link', { name: 'hopper@example.com', exact: true }).click();
  await page.waitForURL(/\/console\/accounts\/hopper@example\.com/);
  await page.getByRole('heading', { level: 1, name: 'Grace Hopper' }).waitFor();
});

it('invites a person, and shows what the API rejects where it happened', async ({ admin }) => {
  const page = await admin.open('/people');
  await page.getByRole('link', { name: 'Invite person' }).first().click();
  await page.getByRole('heading', { level: 1, name: 'Invite person' }).waitFor();
  await page.getByLabel('E-mail address').fill('nobody');
  await page.getByRole('button', { name: 'Invite', exact: true }).click();
  await page.getByText('Validation failed').waitFor();
  await expectAccessible(page);
  await page.getByLabel('E-mail address').fill('grace@example.com');
  await page.getByLabel('Manager').check();
  await page.getByRole('button', { name: 'Invite', exact: true }).click();
  await page.getByText('grace@example.com can sign in').first().waitFor();
  await page.getByRole('link', { name: 'grace@example.com' }).waitFor();
  await expectAccessible(page);
});
