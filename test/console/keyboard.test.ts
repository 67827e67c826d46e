// The whole life of an account with the keyboard only, and where the focus goes.
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { it } from './support/console.ts';
import { countPointerEvents, expectFocus, type Keyboard, keyboardOf } from './support/keyboard.ts';

it('creates, rotates, revokes, deactivates and reactivates with the keyboard only', async ({ admin, workspace }) => {
  const page = await admin.open('/');
  const pointerEvents = await countPointerEvents(page);
  const keyboard = keyboardOf(page);
  const button = (name: string) => page.getByRole('button', { name, exact: true });
  const userId = await createServiceUser(page, keyboard, 'Key board');

  await keyboard.press(button('Create token'));
  await page.getByRole('dialog', { name: 'Create token' }).waitFor();
  await expectFocus(page.getByRole('dialog').getByLabel('Name', { exact: true }));
  await page.keyboard.type('second');
  await page.keyboard.press('Enter');
  await copySecret(page, keyboard);
  await expectFocus(button('Create token'));

  const menu = button('Actions for second');
  await keyboard.choose(menu, 'Rotate');
  await keyboard.press(page.getByRole('dialog').getByRole('button', { name: 'Rotate' }));
  await copySecret(page, keyboard);
  await expectFocus(menu);
  for (const token of ['first', 'second']) {
    await keyboard.choose(button(`Actions for ${token}`), 'Revoke');
    await keyboard.press(page.getByRole('dialog').getByRole('button', { name: 'Revoke' }));
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await expectFocus(button(`Actions for ${token}`));
  }

  await keyboard.tabTo(page.getByRole('tab', { name: 'Tokens' }));
  const tab = page.getByRole('tab', { name: 'Deactivation' });
  await page.keyboard.press('End');
  await expectFocus(tab);
  await page.keyboard.press('Enter');
  await keyboard.press(button('Deactivate'));
  await expectFocus(page.getByRole('dialog').getByLabel('To confirm, type deactivate'));
  await page.keyboard.type('deactivate');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Reactivate this account' }).waitFor();
  // The button that was pressed is gone.
  await expectFocus(page.getByRole('heading', { level: 1 }));
  await keyboard.press(button('Reactivate'));
  await page.getByRole('heading', { name: 'Deactivate this account' }).waitFor();
  expect((await workspace.admin.get(`/api/users/${userId}`)).body.deleted_at).toBeNull();
  expect(await pointerEvents()).toBe(0);
});

/** Creates a Service User with the token `first`. @returns its `user_id` */
async function createServiceUser(page: Page, keyboard: Keyboard, name: string): Promise<string> {
  await keyboard.press(page.getByRole('link', { name: 'Service Users', exact: true }).last());
  await page.getByRole('heading', { level: 1, name: /^Service Users/ }).waitFor();
  await keyboard.press(page.getByRole('link', { name: 'Create Service User' }).first());
  const step = (title: string) => page.getByRole('heading', { level: 1, name: title, exact: true }).waitFor();
  const next = page.getByRole('button', { name: 'Next', exact: true });
  await step('Account');
  await keyboard.tabTo(page.getByLabel('Name', { exact: true }));
  await page.keyboard.type(name);
  await keyboard.press(next);
  await step('Sign-in');
  await keyboard.tabTo(page.getByLabel('Token name'));
  await page.keyboard.type('first');
  await keyboard.press(next);
  await step('Review and create');
  await keyboard.press(page.getByRole('button', { name: 'Create', exact: true }));
  await copySecret(page, keyboard);
  await page.waitForURL('**/tokens');
  return /accounts\/([^/]+)\/tokens/.exec(page.url())?.[1] ?? '';
}

/** Copies the token in the dialog that shows it once, and closes the dialog. */
async function copySecret(page: Page, keyboard: Keyboard): Promise<void> {
  const dialog = page.getByRole('dialog');
  await keyboard.press(dialog.getByRole('button', { name: 'Copy', exact: true }));
  await dialog.getByText('Copied', { exact: true }).waitFor();
  await keyboard.press(dialog.getByRole('button', { name: 'Done' }));
  await dialog.waitFor({ state: 'detached' });
}
