// Login, logout, and the people who may not sign in.
import { expect } from 'vitest';
import { expectAccessible } from './support/accessibility.ts';
import { it } from './support/console.ts';

it('signs a person in, and again without asking after a reload', async ({ admin }) => {
  const page = await admin.open('/');
  await page.getByRole('button', { name: /^Account of / }).waitFor();
  await page.reload();
  await page.getByRole('heading', { level: 1, name: 'Your account' }).waitFor();
  expect(new URL(page.url()).pathname).toBe('/console/');
  await expectAccessible(page);
});
