// Chooses an owner in a form.
import type { Locator, Page } from 'playwright-core';

/** @param text - Part of the name, or the e-mail address. */
export async function chooseOwner(form: Page | Locator, text: string, option: string | RegExp): Promise<void> {
  await form.getByRole('button', { name: /^Owners/ }).click();
  const search = form.getByPlaceholder('Part of the name, or the e-mail address');
  await search.fill(text);
  await form.getByRole('option', { name: option }).click();
  await search.press('Escape');
}
