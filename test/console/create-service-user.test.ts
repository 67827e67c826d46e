// The creation of a Service User.
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { expectAccessible } from './support/accessibility.ts';
import { chooseOwner } from './support/choose-owner.ts';
import { it } from './support/console.ts';

const next = (page: Page) => page.getByRole('button', { name: 'Next', exact: true }).click();
const create = (page: Page) => page.getByRole('button', { name: 'Create', exact: true }).click();
const step = (page: Page, name: string) => page.getByRole('heading', { level: 1, name }).waitFor();

/** Fills in the first step, and chooses how the account signs in. */
async function start(page: Page, { name, method }: { readonly name: string; readonly method: string }) {
  await page.getByLabel('Name', { exact: true }).fill(name);
  await next(page);
  await step(page, 'Sign-in');
  await page.getByRole('radio', { name: method, exact: true }).check();
}

async function fillGitHub(page: Page) {
  await page.getByLabel('Repository', { exact: true }).fill('acme/etl');
  await page.getByLabel('Owner ID').fill('1234567');
  await page.getByLabel('Repository ID').fill('7654321');
}

it('creates a Service User with its first token', async ({ admin, workspace }) => {
  await workspace.teams('Finance');
  const page = await admin.open('/service-users');
  await page.getByRole('link', { name: 'Create Service User' }).first().click();
  await step(page, 'Account');
  await page.getByLabel('Name', { exact: true }).fill('Ärger-Ledger 2 Sync');
  await page.getByText('rgerledger_2_sync@service').waitFor();
  await page.getByLabel('Manager').check();
  await page.getByRole('button', { name: /^Teams/ }).click();
  await page.getByRole('option', { name: 'Finance' }).click();
  await page.keyboard.press('Escape');
  await chooseOwner(page, 'ADMIN@example.com', 'admin@example.com');
  await page.getByLabel('Purpose').fill('Copies the ledger');
  await page.getByLabel('Labels').fill('env=production\ntier');
  await expectAccessible(page);
  await next(page);
  await step(page, 'Sign-in');
  await next(page);
  await page.getByText('Token name: must not be empty').waitFor();
  await page.getByLabel('Token name').fill('production');
  await expectAccessible(page);
  await next(page);
  await step(page, 'Review and create');
  await page.getByText('Public, Finance').waitFor();
  await page.getByText('90 days (default)').waitFor();
  await expectAccessible(page);
  await create(page);

  const dialog = page.getByRole('dialog', { name: 'Service User created' });
  await dialog.getByRole('button', { name: 'Copy', exact: true }).click();
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toMatch(/^svc_\w{40}/);
  const secret = await page.evaluate(() => navigator.clipboard.readText());
  expect(await workspace.client(secret).get('/api/me')).toMatchObject({
    status: 200,
    body: { user_id: 'rgerledger_2_sync@service' },
  });
  await dialog.getByRole('button', { name: 'Done' }).click();
  await page.waitForURL('**/console/accounts/rgerledger_2_sync@service/tokens');
  await page.getByRole('rowheader', { name: 'production' }).waitFor();
  expect((await workspace.admin.get('/api/users?name=ledger')).body.items).toMatchObject([
    {
      name: 'Ärger-Ledger 2 Sync',
      role: 'Manager',
      teams: ['Public', 'Finance'],
      owners: ['admin@example.com'],
      purpose: 'Copies the ledger',
      labels: { env: 'production', tier: '' },
    },
  ]);
});

it('names each step in its only heading of level 1, which gets the focus, and in the title of the page', async ({
  admin,
}) => {
  const page = await admin.open('/service-users/create');
  const expectStep = async (number: number, name: string) => {
    await step(page, name);
    expect(await page.getByRole('heading', { level: 1 }).allTextContents()).toEqual([name]);
    await expect.poll(() => page.title()).toBe(`Step ${number} of 3: ${name} - Create Service User - Service Users`);
    const current = page.getByRole('button', { name: `Step ${number}: ${name}`, exact: true });
    expect(await current.getAttribute('aria-current')).toBe('step');
  };
  // Screen readers read the heading when it gets the focus.
  const expectFocusOn = (name: string) =>
    expect.poll(() => page.evaluate(() => document.activeElement?.outerHTML)).toMatch(new RegExp(`^<h1.*${name}`));
  await expectStep(1, 'Account');
  await page.getByLabel('Name', { exact: true }).fill('Spoken');
  await next(page);
  await expectStep(2, 'Sign-in');
  await expectFocusOn('Sign-in');
  await page.getByRole('radio', { name: 'Set up later', exact: true }).check();
  await next(page);
  await expectStep(3, 'Review and create');
  await expectFocusOn('Review and create');
  await page.getByRole('button', { name: 'Previous' }).click();
  await expectStep(2, 'Sign-in');
  await expectFocusOn('Sign-in');

  // The list is no step.
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Discard' }).click();
  await expect.poll(() => page.title()).toBe('Service Users - Service Users');
});

it('returns to the step with what is refused, and creates an account without a credential', async ({
  admin,
  workspace,
}) => {
  await workspace.serviceUser({ name: 'Taken' });
  await workspace.person('Member', { name: 'Grace Hopper', email: 'grace@example.com' });
  const page = await admin.open('/service-users/create');
  await page.getByLabel('Name', { exact: true }).fill('!');
  await next(page);
  await page.getByText('must have a letter from a to z or a digit', { exact: false }).first().waitFor();
  await start(page, { name: 'taken', method: 'Set up later' });
  await page.getByText('The account cannot sign in until').waitFor();
  await next(page);
  await step(page, 'Review and create');
  await create(page);
  await page.getByText('The user_id taken@service is taken. Choose another name.').waitFor();
  await step(page, 'Account');
  await expectAccessible(page);

  await chooseOwner(page, 'Grace', /^Grace Hopper/);
  await workspace.admin.delete('/api/users/grace@example.com');
  await page.getByLabel('Name', { exact: true }).fill('Free');
  await page.getByLabel('Labels').fill('env=a\nenv=b');
  await next(page);
  await page.getByText('has the key env more than once', { exact: true }).waitFor();
  await page.getByLabel('Labels').fill('');
  await next(page);
  await step(page, 'Sign-in');
  await next(page);
  await step(page, 'Review and create');
  await create(page);
  await step(page, 'Account');
  await page.getByText(/^Owners: the person .*grace@example\.com.* is deactivated/).waitFor();
  const owners = page.getByRole('button', { name: /^Owners/ });
  await expect.poll(() => owners.getAttribute('aria-invalid')).toBe('true');

  await page.getByRole('button', { name: 'Remove grace@example.com' }).click();
  await next(page);
  await step(page, 'Sign-in');
  await next(page);
  await step(page, 'Review and create');
  await create(page);
  await page.waitForURL('**/console/accounts/free@service/tokens');
  await page.getByText('No tokens').waitFor();
});

it('creates a Service User for GitHub Actions, without a secret', async ({ admin, workspace }) => {
  const page = await admin.open('/service-users/create');
  await start(page, { name: 'Deploy', method: 'GitHub Actions' });
  await next(page);
  const message = page.getByText('must be the owner and the name of the repository', { exact: false });
  await message.first().waitFor();
  // Without a repository, there is no subject and no name to show.
  expect(await page.getByLabel('Name of the policy').inputValue()).toBe('');
  expect(await page.getByText('repo:@').count()).toBe(0);
  await fillGitHub(page);
  await expect.poll(() => message.count()).toBe(0);
  await page.getByLabel('Audience').fill('https://service-users.example.com');
  await expectAccessible(page);
  await next(page);
  await step(page, 'Review and create');
  await page.getByText('repo:acme@1234567/etl@7654321:ref:refs/heads/main').waitFor();
  await page.getByRole('button', { name: 'Edit Sign-in' }).click();
  await page.getByLabel('Branch', { exact: true }).fill('release');
  await next(page);
  await step(page, 'Review and create');
  await expectAccessible(page);
  await create(page);
  await page.waitForURL('**/console/accounts/deploy@service/federation');
  await page.getByRole('rowheader', { name: 'GitHub Actions: acme/etl, branch release' }).waitFor();
  await page.getByText('choose Use in a pipeline', { exact: false }).first().waitFor();
  expect((await workspace.admin.get('/api/users/deploy@service/federation-policies')).body.items).toMatchObject([
    { subject: 'repo:acme@1234567/etl@7654321:ref:refs/heads/release', audience: 'https://service-users.example.com' },
  ]);
});

it('keeps what was typed for one way to sign in while another is chosen, and sends only the chosen one', async ({
  admin,
  workspace,
}) => {
  const page = await admin.open('/service-users/create');
  const choose = (method: string) => page.getByRole('radio', { name: method, exact: true }).check();
  const textIn = (label: string) => page.getByLabel(label, { exact: true }).inputValue();
  await start(page, { name: 'Undecided', method: 'GitHub Actions' });
  await fillGitHub(page);
  await page.getByRole('button', { name: /^Sessions and keys/ }).click();
  await page.getByLabel('Public keys').fill('{ "keys": [] }');
  await choose('GitLab CI');
  expect(await page.getByRole('button', { name: /^Sessions and keys/ }).getAttribute('aria-expanded')).toBe('false');
  await choose('AWS role');
  await page.getByLabel('ARN', { exact: true }).fill('arn:aws:iam::111122223333:role/nightly');
  await choose('Token');
  await page.getByLabel('Token name').fill('production');
  await page.getByRole('button', { name: 'Previous' }).click();
  await step(page, 'Account');
  await next(page);
  await step(page, 'Sign-in');
  expect(await textIn('Token name')).toBe('production');
  await choose('AWS role');
  expect(await textIn('ARN')).toBe('arn:aws:iam::111122223333:role/nightly');
  await choose('GitHub Actions');
  expect(await textIn('Repository')).toBe('acme/etl');
  expect(await page.getByLabel('Public keys').inputValue()).toBe('{ "keys": [] }');
  await choose('Set up later');
  await next(page);
  await step(page, 'Review and create');
  await create(page);
  await page.waitForURL('**/console/accounts/undecided@service/tokens');
  await page.getByText('No tokens').waitFor();
  expect((await workspace.admin.get('/api/users/undecided@service')).body.iam_principals).toEqual([]);
  expect((await workspace.admin.get('/api/users/undecided@service/federation-policies')).body.items).toEqual([]);
});

it('creates a Service User for an AWS role, whose ARN is refused at first', async ({ admin, workspace }) => {
  const page = await admin.open('/service-users/create');
  await start(page, { name: 'Nightly', method: 'AWS role' });
  await page.getByLabel('ARN', { exact: true }).fill('arn:aws:iam::1:role/nightly');
  await next(page);
  await step(page, 'Review and create');
  await create(page);
  await page.getByText('Nightly was created, but the IAM principal was not', { exact: true }).waitFor();
  await page.getByLabel('ARN', { exact: true }).fill('arn:aws:iam::111122223333:role/nightly');
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.waitForURL('**/console/accounts/nightly@service/iam-principals');
  await page.getByRole('rowheader', { name: 'arn:aws:iam::111122223333:role/nightly' }).waitFor();
  expect((await workspace.admin.get('/api/users/nightly@service')).body.iam_principals).toEqual([
    'arn:aws:iam::111122223333:role/nightly',
  ]);
});

it('says that the account exists when its federation policy is refused, and corrects the policy', async ({
  admin,
  workspace,
}) => {
  const page = await admin.open('/service-users/create');
  await start(page, { name: 'Common audience', method: 'GitHub Actions' });
  await fillGitHub(page);
  await page.getByLabel('Audience').fill('sts.amazonaws.com');
  await next(page);
  await step(page, 'Review and create');
  await create(page);
  await page.getByText('Common audience was created, but the federation policy was not', { exact: true }).waitFor();
  await page.getByText(/^The audience is a default/).waitFor();
  await page.getByRole('link', { name: 'Open the account' }).waitFor();
  await expectAccessible(page);
  const policies = async () =>
    (await workspace.admin.get('/api/users/common_audience@service/federation-policies')).body.items;
  expect(await policies()).toEqual([]);

  await page.getByLabel('Audience').fill('https://service-users.example.com');
  await page.route('**/federation-policies', async (route) => {
    await route.fetch();
    await route.abort('connectionreset');
  });
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByText('It is unknown whether the change was made', { exact: true }).waitFor();
  await page.getByText('Open the account and check whether it has the federation policy.').waitFor();
  await page.unrouteAll();
  await page.getByRole('link', { name: 'Open the account' }).click();
  await page.waitForURL('**/console/accounts/common_audience@service/federation');
  await page.getByRole('rowheader', { name: 'GitHub Actions: acme/etl, branch main' }).waitFor();
  expect(await policies()).toHaveLength(1);
});
