// Makes the images of the documentation: `npm run console:screenshots`.
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { it } from '../support/console.ts';
import { fillWorkspace } from './sample-workspace.ts';

const FOLDER = fileURLToPath(new URL('../../../docs/images/', import.meta.url));

it('makes the images', async ({ visitor, workspace }) => {
  mkdirSync(FOLDER, { recursive: true });
  const users = await fillWorkspace(workspace);
  const { open, follow } = await visitor({ viewport: { width: 1280, height: 800 } });
  const page = await open('/');
  const show = async (path: string, name: string) => {
    await follow(path);
    await save(page, name);
  };
  const { user_id: airflow } = users['Airflow production'];
  const dialog = page.getByRole('dialog');

  await show('/', 'overview');
  await show('/service-users', 'service-users');
  await follow('/service-users/create');
  await page.getByLabel('Name', { exact: true }).fill('Dagster production');
  await save(page, 'create-service-user');
  await follow(`/accounts/${airflow}/tokens`);
  await page.getByRole('button', { name: 'Actions for scheduler' }).click();
  await page.getByRole('menuitem', { name: 'Rotate' }).click();
  await dialog.getByText('24 hours').waitFor();
  await save(page, 'rotate-token');
  await dialog.getByRole('button', { name: 'Rotate' }).click();
  await dialog.getByText('Copy or download the token now').waitFor();
  await save(page, 'new-token');
  await dialog.getByRole('button', { name: 'Copy', exact: true }).click();
  await dialog.getByRole('button', { name: 'Done' }).click();
  await page.getByText('Previous secret valid until').waitFor();
  await save(page, 'account');
  await show(`/accounts/${airflow}/deactivation`, 'deactivation');
  await follow(`/audit-log?target=${airflow}`);
  await page.getByRole('button', { name: /^Details of Token rotated/ }).click();
  await dialog.waitFor();
  await save(page, 'audit-log');
  await show('/access-review', 'access-review');
}, 180_000);

async function save(page: Page, name: string): Promise<void> {
  await page.mouse.move(0, 0);
  // Clicks scroll tables to the side.
  await page.evaluate(() => {
    for (const element of document.querySelectorAll('main *')) element.scrollLeft = 0;
  });
  await page.screenshot({ path: `${FOLDER}${name}.png`, animations: 'disabled', caret: 'hide' });
}
