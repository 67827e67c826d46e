// What the first screen waits for. `npm run bench -- console` measures how long that takes.
import { expect } from 'vitest';
import { it } from './support/console.ts';

it('loads its code while the login is completed, and then waits for no request', async ({ admin }) => {
  const { page } = admin;
  await admin.open('/');
  const requested: string[] = [];
  page.on('request', (request) => requested.push(new URL(request.url()).pathname));
  // The API accepts the login when the browser has requested the code of the screen, so that a console that waits never opens.
  const screen = page.waitForRequest(/\/assets\/home-screen-.*\.js$/);
  await page.route('/api/login', async (route) => {
    await screen;
    await route.continue();
  });
  // The issuer has a session of the person, and sends them back at once.
  await page.goto('/console/');
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();

  const callback = requested.indexOf('/console/callback');
  const beforeLogin = requested.slice(0, callback);
  const afterLogin = requested.slice(callback + 1);
  const isCode = (path: string) => /\/assets\/.*\.js$/.test(path);
  expect(beforeLogin.filter(isCode)).toHaveLength(1);
  const data = afterLogin.filter((path) => !path.startsWith('/console/assets/'));
  // The title and the navigation wait for these. What is below them has its own requests.
  expect(data.slice(0, 2)).toEqual(['/token', '/api/login']);
  expect(data.slice(2)).not.toContain('/api/me');
});
