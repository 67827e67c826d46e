// Where the keyboard focus goes, what screen readers announce, and motion.
import { expect } from 'vitest';
import { it } from './support/console.ts';
import { expectFocus, keyboardOf } from './support/keyboard.ts';

const ROLE_ARN = 'arn:aws:iam::111122223333:role/pipeline';

it('returns the focus to the control that opened a dialog', async ({ admin, workspace }) => {
  await workspace.teams('Finance');
  await workspace.admin.post('/api/datastores', { name: 'Warehouse', teams: ['Finance'] });
  const { user } = await workspace.serviceUser({ name: 'Ledger' });
  await workspace.admin.put(`/api/users/${user.id}`, { iam_principals: [ROLE_ARN] });
  const account = `/accounts/${user.user_id}`;
  const page = await admin.open('/');
  const buttons: readonly (readonly [path: string, name: string | RegExp])[] = [
    [`${account}/tokens`, 'Create token'],
    [`${account}/tokens`, 'Edit'],
    [`${account}/iam-principals`, 'Add IAM principal'],
    [`${account}/iam-principals`, `Remove ${ROLE_ARN}`],
    [`${account}/deactivation`, 'Revoke all tokens'],
    ['/my-tokens', 'Create token'],
    ['/teams', 'Create team'],
    ['/teams', 'Edit Finance'],
    ['/teams', 'Delete Finance'],
    ['/datastores', 'Create datastore'],
    ['/datastores', 'Edit Warehouse'],
    ['/datastores', 'Delete Warehouse'],
    ['/audit-log', /^Details of Account created/],
  ];
  for (const [path, name] of buttons) {
    await admin.follow(path);
    const opener = page.getByRole('button', { name, exact: typeof name === 'string' }).first();
    await opener.press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await expectFocus(opener);
  }

  await admin.follow(`${account}/tokens`);
  const menu = page.getByRole('button', { name: 'Actions for first' });
  for (const action of ['Rotate', 'Revoke']) {
    await menu.focus();
    await keyboardOf(page).choose(menu, action);
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await expectFocus(menu);
  }
});

it('moves the focus to the heading when what had it is gone', async ({ admin, workspace }) => {
  await workspace.teams('Temporary');
  const { user } = await workspace.serviceUser({ name: 'Linked', token: undefined });
  const page = await admin.open('/teams');
  await page.getByRole('button', { name: 'Delete Temporary' }).press('Enter');
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).press('Enter');
  await page.getByRole('button', { name: 'Delete Temporary' }).waitFor({ state: 'detached' });
  await expectFocus(page.getByRole('heading', { level: 1, name: /^Teams/ }));

  await admin.follow('/service-users');
  await page.getByRole('link', { name: user.name }).press('Enter');
  await expectFocus(page.getByRole('heading', { level: 1, name: user.name }));
});

it('announces what was done, and moves nothing for people who prefer that', async ({ admin, workspace }) => {
  const { user } = await workspace.serviceUser({ name: 'Announced' });
  const page = await admin.open(`/accounts/${user.user_id}/deactivation`);
  await page.getByRole('button', { name: 'Revoke all tokens' }).first().click();
  await page.getByRole('dialog').waitFor();
  expect(await page.evaluate(() => document.getAnimations().length)).toBe(0);
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke all' }).click();
  const announced = page.locator('[aria-live=polite], [role=status]');
  await announced.filter({ hasText: 'One token is revoked.' }).first().waitFor({ state: 'attached' });
  expect(await page.evaluate(() => document.getAnimations().length)).toBe(0);
});
