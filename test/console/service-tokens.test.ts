// The tokens of all Service Users.
import { expect } from 'vitest';
import { expectAccessible } from './support/accessibility.ts';
import { it } from './support/console.ts';

it('lists the tokens of all Service Users by expiration', async ({ admin, workspace }) => {
  const { user: later } = await workspace.serviceUser({ name: 'Later', token: { name: 'later', expires_in_days: 90 } });
  await workspace.serviceUser({ name: 'Sooner', token: { name: 'sooner', expires_in_days: 5 } });
  const day = new Date(Date.now() + 30 * 24 * 3600 * 1000).toISOString().slice(0, 10);
  const page = await admin.open(`/service-tokens?status=Active&expires_before=${day}`);
  await page.getByRole('rowheader', { name: 'sooner' }).waitFor();
  expect(await page.getByRole('rowheader', { name: 'later' }).count()).toBe(0);
  await expectAccessible(page);
  await page.getByLabel('Service User', { exact: true }).fill(later.user_id);
  await page.getByText('Nothing matches the filters').waitFor();
  await page.goBack();
  await page.getByRole('link', { name: 'Sooner' }).click();
  await page.getByRole('heading', { level: 1, name: 'Sooner' }).waitFor();
  await page.getByRole('rowheader', { name: 'sooner' }).waitFor();
  await page.getByLabel('Token name').fill('later');
  await page.getByText('Nothing matches the filters').waitFor();
  expect(new URL(page.url()).search).toBe('?name=later');
});
