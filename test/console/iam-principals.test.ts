// The IAM principals of a Service User.
import { expect } from 'vitest';
import { expectAccessible } from './support/accessibility.ts';
import { it } from './support/console.ts';

const ARN = 'arn:aws:iam::111122223333:role/nightly';

it('adds and removes an IAM principal', async ({ admin, workspace }) => {
  const { user } = await workspace.serviceUser();
  const principals = async () => (await workspace.admin.get(`/api/users/${user.id}`)).body.iam_principals;
  const page = await admin.open(`/accounts/${user.user_id}/iam-principals`);
  await page.getByText('No IAM principals').waitFor();
  await expectAccessible(page);

  await page.getByRole('button', { name: 'Add IAM principal' }).first().click();
  const adding = page.getByRole('dialog', { name: 'Add IAM principal' });
  await adding.getByLabel('ARN').fill('role/nightly');
  await adding.getByRole('button', { name: 'Add', exact: true }).click();
  await adding.getByText('must be').first().waitFor();
  await expectAccessible(page);
  await adding.getByLabel('ARN').fill(ARN);
  await adding.getByRole('button', { name: 'Add', exact: true }).click();
  await page.getByRole('button', { name: `Remove ${ARN}` }).waitFor();
  expect(await principals()).toEqual([ARN]);

  await page.getByRole('button', { name: `Remove ${ARN}` }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await page.getByText('No IAM principals').waitFor();
  expect(await principals()).toEqual([]);
});
