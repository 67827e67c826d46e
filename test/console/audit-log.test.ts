// The audit log: filters in the URL, details, paging by cursor, and the download.
import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { expectAccessible } from './support/accessibility.ts';
import { it } from './support/console.ts';

it('shows what was changed, and keeps its filters in the URL', async ({ admin, workspace }) => {
  const { user } = await workspace.serviceUser({ name: 'Nightly Export', teams: [] });
  await workspace.admin.put(`/api/users/${user.id}`, { role: 'Manager' });
  const page = await admin.open('/audit-log');
  // The filters are filled in faster than the first one is applied.
  await page.getByLabel('Actor').fill('admin@example.com');
  await page.getByLabel('Target').fill(user.user_id);
  await page.waitForURL(/actor=admin.*target=nightly_export/);
  await page.getByRole('button', { name: 'Action', exact: false }).first().click();
  await page.getByRole('option', { name: 'Account changed' }).click();
  await page.waitForURL(/target=nightly_export.*action=user\.updated|action=user\.updated.*target=nightly_export/);
  await page.getByRole('button', { name: /^Details of Account changed, nightly_export@service/ }).click();
  const dialog = page.getByRole('dialog');
  expect(await dialog.getByRole('row', { name: /^Role/ }).textContent()).toBe('RoleMemberManager');
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Close' }).last().click();

  await page.reload();
  await page.getByRole('rowheader', { name: 'Account changed' }).waitFor();
  expect(await page.getByRole('searchbox', { name: 'Target' }).inputValue()).toBe(user.user_id);
  expect(await page.getByRole('rowheader').count()).toBe(1);
  await expectAccessible(page);
});

it('continues by cursor, and downloads every entry without a secret in a URL', async ({ admin, workspace }) => {
  for (let count = 0; count < 105; count += 1) await workspace.admin.post('/api/teams', { name: `Squad ${count}` });
  const urls: string[] = [];
  admin.page.on('request', (request) => urls.push(request.url()));
  const page = await admin.open('/audit-log?action=team.created');
  await page.getByRole('button', { name: 'Next page' }).first().click();
  await page.waitForURL(/page=2/);
  await page.getByRole('rowheader', { name: 'Team created' }).first().waitFor();

  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download CSV' }).click();
  const file = await download;
  expect(file.suggestedFilename()).toBe('audit-log.csv');
  const lines = readFileSync(await file.path(), 'utf8')
    .trimEnd()
    .split('\r\n');
  expect(lines[0]).toMatch(/^id,at,actor,/);
  expect(lines.filter((line) => line.includes('team.created'))).toHaveLength(lines.length - 1);
  expect(lines.length - 1).toBeGreaterThanOrEqual(105);
  expect(urls.filter((url) => /(?:ses|pat|svc)_|eyJ/.test(new URL(url).search) && url.includes('/api/'))).toEqual([]);
});

it('names the teams and the datastores that were changed', async ({ admin, workspace }) => {
  const [team] = await workspace.teams('Finance');
  await workspace.admin.put(`/api/teams/${team.id}`, { description: 'Invoices' });
  const { body: datastore } = await workspace.admin.post('/api/datastores', { name: 'Ledger' });
  await workspace.admin.put(`/api/datastores/${datastore.id}`, { teams: ['Finance'] });
  const page = await admin.open('/');
  const latest = page.getByRole('table', { name: 'Latest changes' });
  await latest.getByRole('row', { name: /Team changed Team Finance/ }).waitFor();
  await latest.getByRole('row', { name: /Datastore changed Datastore Ledger/ }).waitFor();
  expect(await latest.textContent()).not.toMatch(/(?:team|datastore):\d/);

  await admin.follow(`/audit-log?target=datastore:${datastore.id}`);
  await page.getByRole('button', { name: /^Details of Datastore changed, Datastore Ledger/ }).click();
  await page.getByRole('dialog').getByRole('row', { name: 'Teams - Finance' }).waitFor();
});

it('names the token of an entry as far as the entries have its name, or by its id', async ({ admin, workspace }) => {
  const { user, token } = await workspace.serviceUser({ token: { name: 'production', expires_in_days: 90 } });
  await workspace.admin.post(`/api/user-tokens/${token.id}/rotate`, { overlap_hours: 0 });
  await workspace.admin.put(`/api/user-tokens/${token.id}`, { revoke: true });
  const { user: person } = await workspace.person('Member');
  await workspace.admin.delete(`/api/users/${person.id}`);
  const page = await admin.open('/');
  const latest = page.getByRole('table', { name: 'Latest changes' });
  await latest.getByRole('rowheader', { name: 'Token revoked: production', exact: true }).waitFor();
  await latest.getByRole('rowheader', { name: 'Token rotated: production', exact: true }).waitFor();
  // The deactivation of a person revokes the personal tokens: the entry is about the account.
  await latest.getByRole('rowheader', { name: 'Account deactivated', exact: true }).waitFor();

  await admin.follow('/audit-log');
  await page.getByRole('rowheader', { name: 'Token revoked: production', exact: true }).waitFor();
  // The list has no entry with the name.
  await admin.follow('/audit-log?action=token.revoked');
  await page.getByRole('rowheader', { name: `Token revoked: token ${token.id}`, exact: true }).waitFor();
  // The details read the tokens of the account, and its link leads to them.
  await page.getByRole('button', { name: `Details of Token revoked, ${user.user_id}`, exact: false }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('rowheader', { name: 'Token production: revoked at' }).waitFor();
  await dialog.getByRole('button', { name: 'Close' }).last().click();
  await page.getByRole('link', { name: user.user_id }).click();
  await page.waitForURL(`**/console/accounts/${user.user_id}/tokens`);
  await page.getByRole('rowheader', { name: 'production' }).waitFor();
});
