// Leaving a form with typed data asks first.
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { expectAccessible } from './support/accessibility.ts';
import { it } from './support/console.ts';

const questionOf = (page: Page) => page.getByRole('dialog', { name: 'Discard what you entered?' });

it('asks before the creation is left with typed data, and only then', async ({ admin }) => {
  const page = await admin.open('/service-users');
  const question = questionOf(page);
  const start = async () => {
    await page.getByRole('link', { name: 'Create Service User' }).first().click();
    await page.getByRole('heading', { level: 1, name: 'Account' }).waitFor();
  };
  const list = page.getByRole('heading', { level: 1, name: /^Service Users/ });
  const name = page.getByLabel('Name', { exact: true });
  await start();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await list.waitFor();
  expect(await question.count()).toBe(0);

  await start();
  await name.fill('Ledger');
  const leaving = [
    () => page.getByRole('button', { name: 'Cancel' }).click(),
    () => page.getByRole('navigation').getByRole('link', { name: 'Teams' }).click(),
    () => page.goBack(),
  ];
  for (const leave of leaving) {
    await leave();
    await question.waitFor();
    await question.getByRole('button', { name: 'Keep editing' }).first().click();
    await question.waitFor({ state: 'detached' });
    expect(await name.inputValue()).toBe('Ledger');
    expect(new URL(page.url()).pathname).toBe('/console/service-users/create');
  }
  await page.getByRole('button', { name: 'Next', exact: true }).click();
  await page.getByRole('heading', { level: 1, name: 'Sign-in' }).waitFor();
  await page.goBack();
  await question.waitFor();
  await expectAccessible(page);
  await question.getByRole('button', { name: 'Discard' }).click();
  await list.waitFor();

  // The browser itself asks before a reload.
  await start();
  await name.fill('Ledger');
  const asked = new Promise((resolve) =>
    page.once('dialog', (dialog) => resolve(dialog.accept().then(() => dialog.type()))),
  );
  await page.reload();
  expect(await asked).toBe('beforeunload');
  await page.getByRole('heading', { level: 1, name: 'Account' }).waitFor();
  expect(await name.inputValue()).toBe('');
});

it('asks before the creation is left with typed data for a way to sign in that is not chosen', async ({ admin }) => {
  const page = await admin.open('/service-users/create');
  const name = page.getByLabel('Name', { exact: true });
  await name.fill('Ledger');
  await page.getByRole('button', { name: 'Next', exact: true }).click();
  await page.getByLabel('Token name').fill('production');
  await page.getByRole('radio', { name: 'Set up later', exact: true }).check();
  await page.getByRole('button', { name: 'Previous' }).click();
  await name.fill('');
  await page.getByRole('button', { name: 'Cancel' }).click();
  await questionOf(page).waitFor();
});

it('asks before a dialog with typed data is closed, and only then', async ({ admin }) => {
  const page = await admin.open('/teams');
  const question = questionOf(page);
  const dialog = page.getByRole('dialog', { name: 'Create team' });
  const open = async () => {
    await page.getByRole('button', { name: 'Create team' }).first().click();
    await dialog.getByLabel('Name', { exact: true }).waitFor();
  };
  await open();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  expect(await question.count()).toBe(0);

  await open();
  await dialog.getByLabel('Name', { exact: true }).fill('Finance');
  await page.keyboard.press('Escape');
  await question.waitFor();
  await page.keyboard.press('Escape');
  await question.waitFor({ state: 'detached' });
  expect(await dialog.getByLabel('Name', { exact: true }).inputValue()).toBe('Finance');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await question.getByRole('button', { name: 'Discard' }).click();
  await dialog.waitFor({ state: 'detached' });

  await open();
  await dialog.getByLabel('Name', { exact: true }).fill('Finance');
  await dialog.getByRole('button', { name: 'Create', exact: true }).click();
  await page.getByRole('rowheader', { name: 'Finance' }).waitFor();
  expect(await question.count()).toBe(0);
});

it('asks before an invitation and a changed token policy are left', async ({ admin }) => {
  const page = await admin.open('/people/invite');
  const question = questionOf(page);
  const link = (name: string) => page.getByRole('navigation').getByRole('link', { name }).click();
  await page.getByLabel('E-mail address').fill('grace@example.com');
  await link('Teams');
  await question.getByRole('button', { name: 'Discard' }).click();
  await page.getByRole('heading', { level: 1, name: /^Teams/ }).waitFor();

  await link('Token policy');
  await page.getByLabel('Maximum lifetime (days)').fill('30');
  await link('Teams');
  await question.getByRole('button', { name: 'Keep editing' }).first().click();
  await page.getByRole('button', { name: 'Discard changes' }).click();
  await link('Teams');
  await page.getByRole('heading', { level: 1, name: /^Teams/ }).waitFor();
});
