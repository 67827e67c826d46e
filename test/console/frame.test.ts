// The frame around the screens: the top bar and the notifications.
import { expect } from 'vitest';
import { it } from './support/console.ts';

it('keeps the top bar in view when the content scrolls', async ({ visitor }) => {
  const page = await (await visitor({ viewport: { width: 1280, height: 500 } })).open('/service-users/create');
  await page.getByRole('heading', { level: 1, name: 'Account' }).waitFor();
  await page.mouse.move(700, 300);
  await page.mouse.wheel(0, 1000);
  await expect.poll(() => page.evaluate(() => window.scrollY)).toBeGreaterThan(100);
  const bar = await page.getByRole('button', { name: /^Account of/ }).boundingBox();
  expect(bar?.y).toBeGreaterThanOrEqual(0);
  const breadcrumbs = await page.getByRole('navigation', { name: 'Breadcrumbs' }).boundingBox();
  expect(breadcrumbs?.y).toBeGreaterThanOrEqual((bar?.y ?? 0) + (bar?.height ?? 0));
});

it('shows a notification until another screen is opened', async ({ admin }) => {
  const page = await admin.open('/people/invite');
  await page.getByLabel('E-mail address').fill('grace@example.com');
  await page.getByRole('button', { name: 'Invite', exact: true }).click();
  await page.waitForURL('**/console/people');
  const notification = page.getByText('grace@example.com can sign in with grace@example.com.');
  await notification.first().waitFor();
  await page.getByRole('navigation').getByRole('link', { name: 'Teams' }).click();
  await page.getByRole('heading', { level: 1, name: 'Teams' }).waitFor();
  await expect.poll(() => notification.count()).toBe(0);
});
