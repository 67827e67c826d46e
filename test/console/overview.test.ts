// The overview: numbers that lead to their lists, what expires, findings and the latest changes.
import { expect } from 'vitest';
import { expectAccessible } from './support/accessibility.ts';
import { it } from './support/console.ts';

it('says in an empty workspace where to start', async ({ admin }) => {
  const page = await admin.open('/');
  await page.getByRole('heading', { name: 'Start here' }).waitFor();
  await expectAccessible(page);
  await page.getByRole('link', { name: 'Create the first Service User' }).click();
  await page.getByRole('heading', { level: 1, name: 'Account' }).waitFor();
  await page.locator('nav a[aria-current=page][href$="/service-users"]').waitFor({ state: 'attached' });
});

it('shows an Admin numbers that lead to their lists', async ({ admin, workspace }) => {
  await workspace.serviceUser({ name: 'Soon', token: { name: 'soon', expires_in_days: 10 } });
  const page = await admin.open('/');
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
  await page.locator('nav a[aria-current=page]', { hasText: 'Overview' }).waitFor({ state: 'attached' });
  expect(await page.getByRole('heading', { name: 'Start here' }).count()).toBe(0);
  await page.getByRole('heading', { name: /Tokens that expire in the next 90 days.*1/ }).waitFor();
  await page.getByRole('button', { name: 'The numbers as a table' }).click();
  await page.getByRole('table', { name: 'Tokens that expire, by week' }).waitFor();
  await page.getByRole('rowheader', { name: 'Account created' }).first().waitFor();
  await expectAccessible(page);

  await page.locator('dt', { hasText: 'No owner' }).locator('xpath=following-sibling::dd').getByRole('link').click();
  await page.waitForURL(/access-review\?finding=no_owner/);
  await page.getByRole('rowheader', { name: 'Soon' }).waitFor();
  await page.goBack();
  await page
    .locator('dt', { hasText: 'Active service tokens' })
    .locator('xpath=following-sibling::dd')
    .getByRole('link')
    .click();
  await page.getByRole('rowheader', { name: 'soon' }).waitFor();
  expect(new URL(page.url()).search).toBe('?status=Active');
});

it('has numbers that are those of the lists that they lead to', async ({ admin, workspace }) => {
  const { user } = await workspace.serviceUser({ name: 'Gone', token: undefined });
  await workspace.admin.delete(`/api/users/${user.id}`);
  // More Service Users than the first page of the access review.
  for (let count = 0; count < 51; count += 1) {
    await workspace.admin.post('/api/users', {
      name: `Many ${count}`,
      owners: count === 50 ? ['admin@example.com'] : [],
      role: count === 50 ? 'Admin' : 'Member',
    });
  }
  const reviews: string[] = [];
  admin.page.on('request', (request) => {
    if (request.url().includes('/api/access-review')) reviews.push(request.url());
  });
  const page = await admin.open('/');
  const number = (name: string) =>
    page.locator('dt', { hasText: name }).locator('xpath=following-sibling::dd').getByRole('link');
  await expect.poll(() => number('Deactivated Service Users').textContent()).toBe('1');
  await page.getByText('These numbers cover only the 50 oldest Service Users.', { exact: false }).waitFor();
  expect(await number('No owner').textContent()).toMatch(/^(?:49|50) of 50$/);
  // The latest Service User is an Admin: the overview does not read that far, whatever the number of Service Users.
  expect(await number('Role Admin').count()).toBe(0);
  expect(reviews).toHaveLength(1);
  const breadcrumbs = page.getByRole('navigation', { name: 'Breadcrumbs' });
  expect(await breadcrumbs.getByText('Home').count()).toBe(0);

  await number('Deactivated Service Users').click();
  await page.getByRole('rowheader', { name: 'Gone' }).waitFor();
  expect(await page.getByRole('rowheader').count()).toBe(1);
  expect(new URL(page.url()).search).toBe('?state=deactivated');
  await breadcrumbs.getByRole('link', { name: 'Home' }).click();

  await page.getByRole('link', { name: 'Open the access review' }).click();
  await page.getByRole('button', { name: /^Finding/ }).click();
  await page.getByRole('option', { name: 'Role Admin (1)' }).waitFor();
});

it('shows others their own account', async ({ visitor, workspace }) => {
  const { user } = await workspace.person('Member');
  const page = await (await visitor({ email: user.email })).open('/');
  await page.getByRole('heading', { level: 1, name: 'Your account' }).waitFor();
  await page.getByRole('link', { name: 'My tokens' }).waitFor();
  expect(await page.getByRole('link', { name: 'Audit log' }).count()).toBe(0);
});
