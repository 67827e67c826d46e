// The access review: it reads everything, filters by finding, and is downloaded as CSV.
import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { expectAccessible } from './support/accessibility.ts';
import { it } from './support/console.ts';

it('reads all Service Users, filters by finding and downloads them', async ({ admin, workspace }) => {
  await workspace.serviceUser({ name: 'Orphan' });
  const page = await admin.open('/access-review');
  await page.getByText('1 Service User was read.').first().waitFor();
  await page.getByRole('cell', { name: '1 active token, 0 federation policies, 0 IAM principals' }).waitFor();
  for (let count = 0; count < 52; count += 1) {
    await workspace.admin.post('/api/users', {
      name: `Job ${count}`,
      purpose: 'Export',
      owners: ['admin@example.com'],
    });
  }
  await page.getByRole('button', { name: 'Start again' }).click();
  await page.getByText('53 Service Users were read.').first().waitFor();
  await page.getByRole('button', { name: /^Finding/ }).click();
  await page.getByRole('option', { name: 'No owner (1)' }).click();
  await page.waitForURL(/finding=no_owner/);
  await page.getByRole('rowheader', { name: 'Orphan' }).waitFor();
  expect(await page.getByRole('rowheader').count()).toBe(1);
  await expectAccessible(page);

  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download CSV' }).click();
  const lines = readFileSync(await (await download).path(), 'utf8')
    .trimEnd()
    .split('\r\n');
  expect(lines).toHaveLength(2);
  expect(lines[1]).toContain('Orphan');
});

it('leads to the page of each owner', async ({ admin, workspace }) => {
  await workspace.person('Member', { name: 'Grace Hopper', email: 'grace@example.com' });
  await workspace.serviceUser({ name: 'Owned', owners: ['grace@example.com'] });
  const page = await admin.open('/access-review?finding=no_purpose');
  const row = page.getByRole('row', { name: /^Owned/ });
  await row.getByRole('link', { name: 'Grace Hopper', exact: true }).click();
  await page.waitForURL(/\/console\/accounts\/grace@example\.com/);
  await page.getByRole('heading', { level: 1, name: 'Grace Hopper' }).waitFor();
});
