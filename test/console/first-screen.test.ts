// What the first screen waits for. `npm run bench -- console` measures how long that takes.
import { expect } from 'vitest';
import { it } from './support/console.ts';

it('loads its code while the login is completed, and then waits for no request', async ({ admin }) => {
  const { page } = admin;
  await admin.open('/');
  const requested: string[] = [];
  page.on('request', (request) => requested.push(new URL(request.url()).pathname));
  // The issuer has a session of the person, and sends them back at once.
  await page.goto('/console/');
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();

  const afterLogin = requested.slice(requested.indexOf('/console/callback'));
  const code = afterLogin.findIndex((path) => /\/assets\/app-.*\.js$/.test(path));
  expect(code).toBeGreaterThan(0);
  expect(code).toBeLessThan(afterLogin.indexOf('/token'));
  const data = afterLogin.slice(1).filter((path) => !path.startsWith('/console/assets/'));
  // The title and the navigation wait for these. What is below them has its own requests.
  expect(data.slice(0, 4)).toEqual([
    '/console/config.json',
    '/.well-known/openid-configuration',
    '/token',
    '/api/login',
  ]);
  expect(data.slice(4)).not.toContain('/api/me');
});
