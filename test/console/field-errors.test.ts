// A form shows every problem at its field, in the words of the form.
import type { Locator } from 'playwright-core';
import { expect } from 'vitest';
import { expectAccessible } from './support/accessibility.ts';
import { it } from './support/console.ts';

/** The error of a field, as a screen reader reads it. */
const errorAt = (field: Locator) =>
  field.evaluate((element) => {
    const ids = element.getAttribute('aria-describedby')?.split(' ') ?? [];
    return element.getAttribute('aria-invalid') === 'true'
      ? ids.map((id) => document.getElementById(id)?.textContent ?? '').join(' ')
      : '';
  });

it('shows every field that cannot be sent at once', async ({ admin }) => {
  const page = await admin.open('/service-users/create');
  const next = () => page.getByRole('button', { name: 'Next', exact: true }).click();
  const field = (name: string) => page.getByLabel(name, { exact: true });
  await field('Name').fill('!');
  await page.getByLabel('Labels').fill('env=a\nenv=b\ntier=1\ntier=2');
  await next();
  await expect.poll(() => errorAt(field('Name'))).toContain('must have a letter from a to z or a digit');
  expect(await errorAt(page.getByLabel('Labels'))).toContain(
    'has the key env more than once; has the key tier more than once',
  );
  await page.getByText('Labels: has the key tier more than once', { exact: true }).waitFor();
  await expectAccessible(page);

  await field('Name').fill('Deploy');
  await page.getByLabel('Labels').fill('');
  await next();
  await page.getByRole('radio', { name: 'GitHub Actions', exact: true }).check();
  await field('Branch').fill('');
  await field('Audience').fill('');
  await next();
  await expect.poll(() => errorAt(field('Repository'))).toContain('must be the owner and the name of the repository');
  for (const name of ['Owner ID', 'Repository ID', 'Branch', 'Audience']) {
    expect(await errorAt(field(name)), name).toContain('must');
  }
  await page.getByText('Owner ID: must be a number, which the command shows', { exact: true }).waitFor();
  await page.getByText('Branch: must be the name of the branch', { exact: true }).waitFor();
});

it('shows every item that the API refuses, and what has no field in the alert', async ({ admin, workspace }) => {
  const created = await workspace.teams('Alpha', 'Beta');
  const { user } = await workspace.serviceUser({ name: 'Ledger' });
  const page = await admin.open(`/accounts/${user.user_id}/tokens`);
  await page.getByRole('button', { name: 'Edit', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: /^Teams/ }).click();
  await page.getByRole('option', { name: 'Alpha' }).click();
  await page.getByRole('option', { name: 'Beta' }).click();
  await page.keyboard.press('Escape');
  for (const { id } of created) expect((await workspace.admin.delete(`/api/teams/${id}`)).status).toBe(204);
  await dialog.getByRole('button', { name: 'Save' }).click();
  const teams = dialog.getByRole('button', { name: /^Teams/ });
  await expect.poll(() => errorAt(teams)).toContain('there is no team named "Alpha"; there is no team named "Beta"');
  const alert = dialog.getByRole('list').filter({ hasText: 'Teams: there is no team named "Beta"' });
  await alert.waitFor();
  expect(await dialog.getByText(/teams\.\d/).count()).toBe(0);
  await expectAccessible(page);

  // A later version of the API may refuse what this form has no field for.
  await page.route('**/api/users/*', async (route) => {
    const body = { ...route.request().postDataJSON(), cost_center: 7 };
    await (route.request().method() === 'PUT' ? route.continue({ postData: JSON.stringify(body) }) : route.continue());
  });
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.getByText('Cost center: unknown field', { exact: false }).waitFor();
});
