// The token policy: its fields, what it affects, and what the API refuses.
import { expect } from 'vitest';
import { expectAccessible } from './support/accessibility.ts';
import { it } from './support/console.ts';

it('changes the token policy, and shows the tokens that it concerns', async ({ admin, workspace }) => {
  await workspace.serviceUser({ name: 'Long', token: { name: 'long', expires_in_days: 200 } });
  await workspace.serviceUser({ name: 'Short', token: { name: 'short', expires_in_days: 10 } });
  const page = await admin.open('/token-policy');
  const maximum = page.getByLabel('Maximum lifetime (days)');
  await maximum.fill('100');
  await page.getByRole('link', { name: '1 tokens' }).waitFor();
  await page.getByRole('checkbox', { name: 'A Service User needs an owner' }).check();
  await page.getByLabel('Revoke unused after (days)').fill('180');
  await page.getByRole('button', { name: /^Roles whose credentials need scopes/ }).click();
  await page.getByRole('option', { name: 'Admin' }).click();
  await page.keyboard.press('Escape');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('The token policy was changed.').waitFor();
  expect((await workspace.admin.get('/api/policy')).body).toMatchObject({
    max_lifetime_days: 100,
    owner_required: true,
    revoke_unused_after_days: 180,
    scopes_required_for: ['Admin'],
    cidrs_required_for: [],
  });

  await maximum.fill('1000');
  await page.getByRole('button', { name: 'Save' }).click();
  await page
    .getByText(/must be at most 365/)
    .first()
    .waitFor();
  await page.getByRole('button', { name: 'Discard changes' }).click();
  expect(await maximum.inputValue()).toBe('100');
});
