// Login, logout, and the people who may not sign in.
import { expect } from 'vitest';
import { expectAccessible } from './support/accessibility.ts';
import { it } from './support/console.ts';

it('signs a person in, and again without asking after a reload', async ({ admin }) => {
  const page = await admin.open('/');
  await page.getByRole('button', { name: /^Account of / }).waitFor();
  await page.reload();
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
  expect(new URL(page.url()).pathname).toBe('/console/');
  await expectAccessible(page);
});

it('opens the page of a link after the login', async ({ admin }) => {
  const page = await admin.open('/people?role=Admin');
  await page.getByRole('heading', { level: 1, name: /^People/ }).waitFor();
  expect(page.url()).toMatch(/\/console\/people\?role=Admin$/);
});

it('asks to sign in when the session has ended, and comes back to the same page', async ({ visitor, workspace }) => {
  const { user } = await workspace.person('Admin');
  const { open } = await visitor({ email: user.email });
  const page = await open('/people?role=Admin');
  await page.getByRole('link', { name: 'admin@example.com' }).waitFor();
  await workspace.admin.post(`/api/users/${user.id}/revoke-tokens`);
  await page.getByRole('button', { name: 'Refresh People' }).click();
  const dialog = page.getByRole('dialog', { name: 'Your session has ended' });
  await dialog.waitFor();
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Sign in again' }).click();
  await page.getByRole('link', { name: 'admin@example.com' }).waitFor();
  expect(page.url()).toMatch(/\/console\/people\?role=Admin$/);
});

it('signs out of the API and of the identity provider', async ({ visitor, workspace }) => {
  const { user } = await workspace.person('Admin');
  const { open } = await visitor({ email: user.email });
  const page = await open('/');
  const sent = page.waitForRequest('**/api/logout');
  await page.getByRole('button', { name: /^Account of / }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByRole('heading', { level: 1, name: 'You are signed out' }).waitFor();
  await expectAccessible(page);
  const session = (await sent).headers().authorization?.replace('Bearer ', '') ?? '';
  expect((await workspace.client(session).get('/api/me')).status).toBe(401);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByLabel('E-mail address').waitFor();
});

it.for([
  ['who is not invited', 'stranger@example.com', 'You have no account in this workspace'],
  ['who is deactivated (R7)', 'retired@example.com', 'Your account is deactivated'],
] as const)('rejects a person %s, on a page that says so', async ([, email, title], { visitor, workspace }) => {
  await workspace.admin.post('/api/users', { name: 'Retired', email: 'retired@example.com', user_type: 'Human' });
  await workspace.admin.delete('/api/users/retired@example.com');
  const { open } = await visitor({ email });
  const page = await open('/');
  await page.getByRole('heading', { level: 1, name: title }).waitFor();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Sign in as another person' }).click();
  await page.getByLabel('E-mail address').waitFor();
});

it('rejects a Service User (R3), on a page that says so', async ({ visitor, workspace }) => {
  const { token } = await workspace.serviceUser();
  const { page, open } = await visitor();
  // The identity provider has no Service Users: its ID token is replaced by the token of one.
  await page.route('**/api/login', async (route) => {
    const authorization = `Bearer ${token.bearer_token}`;
    await route.continue({ headers: { ...route.request().headers(), authorization } });
  });
  await open('/');
  await page.getByRole('heading', { level: 1, name: 'Service Users cannot sign in' }).waitFor();
});

it('offers a Member no page for Admins', async ({ visitor, workspace }) => {
  const { user } = await workspace.person('Member');
  const { open } = await visitor({ email: user.email });
  const page = await open('/service-users');
  await page.getByRole('heading', { level: 1, name: 'Not available for your role' }).waitFor();
  expect(await page.getByRole('link', { name: 'People' }).count()).toBe(0);
  await expectAccessible(page);
});
