// Markup in the text fields of the API stays text on every screen.
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { GITHUB } from '../support/federation-policies.ts';
import type { Workspace } from '../support/workspace.ts';
import { it } from './support/console.ts';
import { screensOf } from './support/screens.ts';

/** Screens that show no text of accounts, teams, datastores or tokens. */
const WITHOUT_TEXT: ReadonlySet<string> = new Set([
  '/',
  '/service-users/create',
  '/people/invite',
  '/token-policy',
  '/audit-log',
]);
const MARKUP = '<img src=x onerror="window.planted=1">';

it('shows markup of every text field as text on every screen', async ({ visitor, workspace }) => {
  const userId = await plant(workspace, 'screens');
  const { open, follow } = await visitor({ email: emailOf('screens') });
  const page = await open('/');
  for (const path of [...screensOf(userId), `/accounts/${emailOf('screens')}/history`]) {
    await follow(path);
    if (!WITHOUT_TEXT.has(path)) {
      await page.getByRole('main').getByText(MARKUP).first().waitFor({ state: 'attached' });
    }
    await expectText(page, path);
  }
});

it('shows markup as text in dialogs, notifications, errors and filters', async ({ visitor, workspace }) => {
  const userId = await plant(workspace, 'dialogs');
  const { open } = await visitor({ email: emailOf('dialogs') });
  const name = `dialogs ${MARKUP}`;
  const page = await open(`/accounts/${userId}/tokens`);
  const dialog = page.getByRole('dialog');
  await page.getByRole('button', { name: `Actions for ${name}` }).click();
  await page.getByRole('menuitem', { name: 'Rotate' }).click();
  await expectText(page, 'rotation');
  await dialog.getByRole('button', { name: 'Rotate' }).click();
  await dialog.getByRole('button', { name: 'Copy', exact: true }).click();
  await expectText(page, 'secret');
  await dialog.getByRole('button', { name: 'Done' }).click();

  await page.getByRole('button', { name: 'Edit', exact: true }).click();
  await expectText(page, 'edit');
  await dialog.getByLabel('Manager').check();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await page.getByText(`${name} was changed.`).waitFor();
  await expectText(page, 'notification');

  await open('/teams');
  await page.getByRole('button', { name: `Delete ${name}` }).click();
  await dialog.getByRole('button', { name: 'Delete' }).click();
  await dialog.getByRole('alert').or(dialog.locator('[role=group]')).first().waitFor();
  await expectText(page, 'rejection');

  for (const action of ['Account created', 'Token created', 'Federation policy created']) {
    await open(`/audit-log?target=${userId}`);
    await page
      .getByRole('button', { name: `Details of ${action}` })
      .last()
      .click();
    await dialog.getByText(MARKUP).first().waitFor();
    await expectText(page, action);
  }
  await open(`/service-users?name=${encodeURIComponent(name)}`);
  await page.getByRole('heading', { name: 'Service Users (1)' }).waitFor();
  await expectText(page, 'filter');
});

/** The page shows the markup as text, at least in the bar at its top, and has run nothing of it. */
async function expectText(page: Page, where: string): Promise<void> {
  await page.getByText(MARKUP).first().waitFor({ state: 'attached' });
  expect(await page.locator('img[src="x"]').count(), where).toBe(0);
  expect(await page.evaluate(() => 'planted' in window), where).toBe(false);
}

const emailOf = (run: string) => `${run}@example.com`;

/** Puts markup into every text field of the workspace. @returns the `user_id` of a Service User */
async function plant({ admin: api, serviceUser, logIn }: Workspace, run: string): Promise<string> {
  const name = `${run} ${MARKUP}`;
  const email = emailOf(run);
  await api.post('/api/teams', { name, description: MARKUP });
  await api.post('/api/datastores', { name, teams: [name] });
  await api.post('/api/users', { user_type: 'Human', name, email, role: 'Admin', teams: [name] });
  const { user } = await serviceUser({
    name,
    teams: [name],
    owners: [email],
    purpose: MARKUP,
    labels: { planted: MARKUP },
    token: { name, expires_in_days: 30 },
  });
  await (await logIn(email)).post('/api/user-tokens', { name });
  const policy = { ...GITHUB, name, subject: `${GITHUB.subject}${MARKUP}`, claims: { planted: MARKUP } };
  const { status } = await api.post(`/api/users/${user.id}/federation-policies`, policy);
  expect(status).toBe(201);
  return user.user_id;
}
