// The federation policies of a Service User.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import { expect, inject } from 'vitest';
import { GITHUB, policiesOf } from '../support/federation-policies.ts';
import { signIdToken } from '../support/id-tokens.ts';
import { expectAccessible } from './support/accessibility.ts';
import { it } from './support/console.ts';
import { expectForgotten } from './support/memory.ts';

async function openDialog(page: Page, name: string, action: string) {
  await page.getByRole('button', { name: `Actions for ${name}` }).click();
  await page.getByRole('menuitem', { name: action }).click();
  return page.getByRole('dialog');
}

/** Scrolls a dialog to its start: axe ignores labels that are above the visible part. */
const showStart = (page: Page) => page.getByRole('radio', { name: 'GitHub Actions' }).scrollIntoViewIfNeeded();

it('creates, changes and deletes a policy for GitHub Actions', async ({ admin, workspace }) => {
  const { user, path } = await policiesOf(workspace);
  const page = await admin.open(`/accounts/${user.user_id}/federation`);
  await page.getByText('No federation policies').waitFor();
  await page.getByRole('button', { name: 'Create federation policy' }).first().click();
  const creating = page.getByRole('dialog', { name: 'Create federation policy' });
  const create = creating.getByRole('button', { name: 'Create', exact: true });
  await creating.getByLabel('Repository', { exact: true }).fill('etl');
  await create.click();
  await creating
    .getByText('must be the owner and the name of the repository, such as acme/etl', { exact: true })
    .waitFor();
  await creating.getByLabel('Repository', { exact: true }).fill('acme/etl');
  await creating.getByLabel('Owner ID').fill('1234567');
  await creating.getByLabel('Repository ID').fill('7654321');
  await creating.getByLabel('An environment').check();
  await creating.getByLabel('Environment', { exact: true }).fill('production');
  await creating.getByText('repo:acme@1234567/etl@7654321:environment:production', { exact: true }).waitFor();
  await creating.getByLabel('Audience').fill('sts.amazonaws.com');
  await create.click();
  await creating.getByText(/^The audience is a default/).waitFor();
  await showStart(page);
  await expectAccessible(page);
  await creating.getByLabel('Audience').fill(GITHUB.audience);
  await create.click();
  const name = 'GitHub Actions: acme/etl, environment production';
  await page.getByRole('rowheader', { name }).waitFor();
  const policies = async () => (await workspace.admin.get(path)).body.items;
  expect(await policies()).toMatchObject([
    {
      name,
      issuer: 'https://token.actions.githubusercontent.com',
      audience: GITHUB.audience,
      subject: 'repo:acme@1234567/etl@7654321:environment:production',
      claims: { repository_owner_id: '1234567', repository_id: '7654321' },
      session_minutes: 15,
      scopes: null,
      allowed_cidrs: [],
      enabled: true,
      jwks: null,
      version: 1,
    },
  ]);

  // Another Admin changes the lifetime meanwhile.
  const editing = await openDialog(page, name, 'Edit');
  await workspace.admin.put(`${path}/${(await policies())[0].id}`, { session_minutes: 30 });
  await editing.getByLabel('A branch').check();
  await editing.getByLabel('Branch', { exact: true }).fill('release');
  await editing.getByLabel('Enabled').uncheck();
  await expectAccessible(page);
  await editing.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('cell', { name: 'Disabled' }).waitFor();
  expect(await policies()).toMatchObject([
    { name, subject: 'repo:acme@1234567/etl@7654321:ref:refs/heads/release', session_minutes: 30, enabled: false },
  ]);

  const deleting = await openDialog(page, name, 'Delete');
  await deleting.getByText('It was never used.').waitFor();
  await deleting.getByRole('button', { name: 'Delete' }).click();
  await page.getByText('No federation policies').waitFor();
  expect(await policies()).toEqual([]);
});

it('creates policies for GitLab, Kubernetes and other issuers', async ({ admin, workspace }) => {
  const { user, path } = await policiesOf(workspace);
  const page = await admin.open(`/accounts/${user.user_id}/federation`);
  const dialog = page.getByRole('dialog');
  const start = async (provider: string) => {
    await page.getByRole('button', { name: 'Create federation policy' }).first().click();
    await dialog.getByRole('radio', { name: provider }).check();
    await dialog.getByLabel('Audience').fill(GITHUB.audience);
  };
  const create = () => dialog.getByRole('button', { name: 'Create', exact: true }).click();

  await start('GitLab CI');
  await dialog.getByLabel('Project path').fill('acme/data/etl');
  await dialog.getByLabel('Project ID').fill('4321');
  await create();
  await page.getByRole('rowheader', { name: 'GitLab CI: acme/data/etl, branch main' }).waitFor();

  await start('Kubernetes');
  await dialog.getByLabel('Namespace').fill('etl');
  await dialog.getByLabel('Service account', { exact: true }).fill('nightly');
  await dialog.getByLabel('Issuer', { exact: true }).fill('https://oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLE');
  await dialog.getByLabel('UID of the service account').fill('a709ef71-30e2-489a-bd19-ade97031b9db');
  await dialog.getByRole('button', { name: 'Scopes and addresses' }).click();
  await dialog.getByLabel('Only the chosen scopes').check();
  await dialog.getByRole('button', { name: /^Chosen scopes/ }).click();
  await dialog.getByPlaceholder('datastores, or api:reports').fill('datastores:r');
  await dialog.getByRole('option', { name: /^datastores:read/ }).click();
  await dialog.getByPlaceholder('datastores, or api:reports').fill('api:reports');
  await dialog.getByRole('option', { name: /^api:reports/ }).click();
  await page.keyboard.press('Escape');
  await dialog.getByLabel(/^Addresses/).fill('198.51.100.4\n203.0.113.7/24');
  await create();
  await dialog.getByText('203.0.113.7/24 must be written as 203.0.113.0/24', { exact: true }).waitFor();
  await showStart(page);
  await expectAccessible(page);
  await dialog.getByLabel(/^Addresses/).fill('198.51.100.4\n203.0.113.0/24');
  await create();
  await page.getByRole('rowheader', { name: 'Kubernetes: service account etl/nightly' }).waitFor();

  await start('Another OIDC issuer');
  await dialog.getByLabel('Issuer', { exact: true }).fill('https://app.terraform.io');
  await dialog.getByLabel(/^Claims/).fill('{ terraform_workspace_id: "ws-1" }');
  await create();
  await dialog.getByText('must be a JSON object, such as {"name": "value"}', { exact: true }).waitFor();
  await dialog.getByLabel(/^Claims/).fill('{ "terraform_workspace_id": "ws-1", "terraform_run_phase": "apply" }');
  await create();
  await page.getByRole('rowheader', { name: 'app.terraform.io' }).waitFor();
  await expectAccessible(page);

  expect((await workspace.admin.get(path)).body.items).toMatchObject([
    {
      issuer: 'https://gitlab.com',
      subject: 'project_path:acme/data/etl:ref_type:branch:ref:main',
      claims: { project_id: '4321', ref_protected: 'true' },
    },
    {
      subject: 'system:serviceaccount:etl:nightly',
      claims: { '/kubernetes.io/serviceaccount/uid': 'a709ef71-30e2-489a-bd19-ade97031b9db' },
      scopes: ['api:reports', 'datastores:read'],
      allowed_cidrs: ['198.51.100.4', '203.0.113.0/24'],
    },
    {
      name: 'app.terraform.io',
      subject: null,
      claims: { terraform_workspace_id: 'ws-1', terraform_run_phase: 'apply' },
    },
  ]);
});

it('keeps every part of a policy that its fields do not have', async ({ admin, workspace }) => {
  const { user, path } = await policiesOf(workspace);
  await workspace.admin.post(path, { ...GITHUB, claims: { run_attempt: 1 } });
  const page = await admin.open(`/accounts/${user.user_id}/federation`);
  await page.getByRole('button', { name: '1 warning' }).click();
  await page.getByText('Require repository_id and repository_owner_id in claims.').waitFor();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Close' }).click();
  const editing = await openDialog(page, GITHUB.name, 'Edit');
  expect(await editing.getByLabel('Subject').inputValue()).toBe(GITHUB.subject);
  await editing.getByLabel('Name of the policy').fill('production');
  await editing.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('rowheader', { name: 'production' }).waitFor();
  expect((await workspace.admin.get(path)).body.items).toMatchObject([
    { ...GITHUB, name: 'production', claims: { run_attempt: 1 } },
  ]);
});

it('tests a policy with a token, and discards the token', async ({ admin, workspace }) => {
  const { user, path } = await policiesOf(workspace);
  const claims = { aud: GITHUB.audience, sub: GITHUB.subject, repository_id: '456', repository_owner_id: '123' };
  await workspace.admin.post(path, { ...GITHUB, issuer: inject('issuer').url });
  const page = await admin.open(`/accounts/${user.user_id}/federation`);
  const dialog = await openDialog(page, GITHUB.name, 'Test a token');
  const test = dialog.getByRole('button', { name: 'Test', exact: true });
  const token = await signIdToken('', { claims });
  await dialog.getByLabel('Token', { exact: true }).fill(token);
  await test.click();
  await dialog.getByText('The policy accepts the token.').waitFor();
  await dialog.getByRole('row', { name: /Claim repository_id Passed/ }).waitFor();
  await expectAccessible(page);

  await dialog
    .getByLabel('Token', { exact: true })
    .fill(await signIdToken('', { claims: { ...claims, sub: 'other' } }));
  expect(await dialog.getByRole('row').count()).toBe(0);
  await test.click();
  await dialog.getByRole('row', { name: /Subject Failed .*"other"/ }).waitFor();
  await dialog.getByLabel('Token', { exact: true }).fill('no token');
  await test.click();
  await dialog.getByRole('row', { name: /Format of the token Failed/ }).waitFor();
  const status = await dialog.getByText('Passed', { exact: true }).first().boundingBox();
  expect(status?.height, 'a status is on one line').toBeLessThan(30);
  await expectAccessible(page);

  await dialog.getByLabel('Token', { exact: true }).fill(token);
  await test.click();
  await dialog.getByText('The policy accepts the token.').waitFor();
  expect(await dialog.getByRole('button', { name: 'Cancel' }).count()).toBe(0);
  await dialog.getByRole('button', { name: 'Close' }).last().click();
  await dialog.waitFor({ state: 'detached' });
  const remains = await page.evaluate(() => [
    document.documentElement.outerHTML,
    JSON.stringify([{ ...localStorage }, { ...sessionStorage }, history.state, location.href]),
  ]);
  for (const text of remains) expect(text).not.toContain(token);
  await expectForgotten(page, token);
  expect(
    await (await openDialog(page, GITHUB.name, 'Test a token')).getByLabel('Token', { exact: true }).inputValue(),
  ).toBe('');
});

it('shows how a workload signs in with a policy', async ({ admin, workspace }) => {
  const { user, path } = await policiesOf(workspace);
  await workspace.admin.post(path, { ...GITHUB, issuer: inject('issuer').url });
  const page = await admin.open(`/accounts/${user.user_id}/federation`);
  const dialog = await openDialog(page, GITHUB.name, 'Use in a pipeline');
  await dialog.getByText(`client-id: ${user.user_id}`).waitFor();
  await expectAccessible(page);
  await dialog.getByRole('tab', { name: 'curl' }).click();
  await dialog.getByRole('button', { name: 'Copy the snippet for curl' }).click();
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toContain('curl');
  const command = await page.evaluate(() => navigator.clipboard.readText());

  const claims = { aud: GITHUB.audience, sub: GITHUB.subject, ...GITHUB.claims };
  const env = { ...process.env, OIDC_TOKEN: await signIdToken('', { claims }) };
  const { stdout } = await promisify(execFile)('sh', ['-c', command], { env });
  const session = workspace.client(JSON.parse(stdout).access_token);
  expect(await session.get('/api/me')).toMatchObject({ status: 200, body: { user_id: user.user_id } });
  await dialog.getByRole('button', { name: 'Done' }).click();
  await dialog.waitFor({ state: 'detached' });
});

it('offers no new policy for a deactivated account', async ({ admin, workspace }) => {
  const { user } = await workspace.serviceUser({ token: undefined });
  await workspace.admin.delete(`/api/users/${user.id}`);
  const page = await admin.open(`/accounts/${user.user_id}/federation`);
  const button = page.getByRole('button', { name: 'Create federation policy' }).first();
  expect(await button.getAttribute('aria-disabled')).toBe('true');
});

it('says how to get a token to test with', async ({ admin, workspace }) => {
  const { user, path } = await policiesOf(workspace);
  const kubernetes = { issuer: 'https://oidc.example.com', subject: 'system:serviceaccount:etl:nightly', claims: {} };
  await workspace.admin.post(path, GITHUB);
  await workspace.admin.post(path, { ...GITHUB, ...kubernetes, name: 'pods' });
  const page = await admin.open(`/accounts/${user.user_id}/federation`);
  const snippets = {
    [GITHUB.name]: `--data-urlencode 'audience=${GITHUB.audience}' "$ACTIONS_ID_TOKEN_REQUEST_URL"`,
    pods: `kubectl create token nightly --namespace etl --audience '${GITHUB.audience}'`,
  };
  for (const [name, snippet] of Object.entries(snippets)) {
    const dialog = await openDialog(page, name, 'Test a token');
    await dialog.getByRole('button', { name: 'How to get a token' }).click();
    await dialog.getByText(snippet).waitFor();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await dialog.waitFor({ state: 'detached' });
  }
});

it('names the federation policies that a deactivation cuts off', async ({ admin, workspace }) => {
  const { user, path } = await policiesOf(workspace, { token: undefined });
  await workspace.admin.post(path, GITHUB);
  await workspace.admin.post(path, { ...GITHUB, name: 'old', audience: 'https://old.example.com', enabled: false });
  const page = await admin.open(`/accounts/${user.user_id}/deactivation`);
  const policies = page
    .locator('dt', { hasText: 'Federation policies whose workloads lose access' })
    .locator('xpath=following-sibling::dd')
    .getByRole('listitem');
  await expect
    .poll(() => policies.allTextContents())
    .toEqual([
      `${GITHUB.name}${GITHUB.subject} of ${GITHUB.issuer}`,
      `old (disabled)${GITHUB.subject} of ${GITHUB.issuer}`,
    ]);
});
