// Markup in the text fields of the API stays text on every screen, and no secret stays in the page.
import { expect } from 'vitest';
import { it } from './support/console.ts';

const MARKUP = '<img src=x onerror="window.planted=1">';

it('shows markup of every text field as text', async ({ admin, workspace }) => {
  const { admin: api } = workspace;
  await api.post('/api/teams', { name: MARKUP, description: MARKUP });
  await api.post('/api/datastores', { name: MARKUP, teams: [MARKUP] });
  const { user } = await workspace.serviceUser({
    name: MARKUP,
    teams: [MARKUP],
    purpose: MARKUP,
    labels: { planted: MARKUP },
    token: { name: MARKUP, expires_in_days: 30 },
  });
  await api.post('/api/users', { user_type: 'Human', name: MARKUP, email: 'planted@example.com', teams: [MARKUP] });
  const paths = [
    '/',
    '/service-users',
    '/people',
    `/accounts/${user.user_id}`,
    '/service-tokens',
    '/teams',
    '/datastores',
    '/access-review',
    '/audit-log',
  ];
  for (const path of paths) {
    const page = await admin.open(path);
    if (path === '/audit-log')
      await page
        .getByRole('button', { name: /^Details of Account created/ })
        .first()
        .click();
    if (path !== '/' && path !== '/audit-log') await page.getByText(MARKUP).first().waitFor();
    await page.waitForLoadState('networkidle');
    expect(await page.locator('img[src="x"]').count(), path).toBe(0);
    expect(await page.evaluate(() => 'planted' in window), path).toBe(false);
  }
});
