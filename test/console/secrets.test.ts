// No secret and no token of the session is left where others could read it.
import { expect } from 'vitest';
import { it } from './support/console.ts';
import { expectForgotten } from './support/memory.ts';
import { tracesOf } from './support/traces.ts';

it('leaves no secret and no session token behind', async ({ admin, workspace }) => {
  const { user } = await workspace.serviceUser({ name: 'Ledger', token: undefined });
  const { page, context } = admin;
  const bearerTokens = new Set<string>();
  page.on('request', (request) => {
    const [, token] = /^Bearer (.+)$/.exec(request.headers().authorization ?? '') ?? [];
    if (token !== undefined) bearerTokens.add(token);
  });
  const secrets: string[] = [];
  const expectNone = async (when: string) => {
    for (const [place, text] of Object.entries(await tracesOf(page, context))) {
      for (const secret of [...bearerTokens, ...secrets]) {
        expect(text.includes(secret), `${place} has a secret ${when}`).toBe(false);
      }
    }
  };
  const copySecret = async () => {
    const dialog = page.getByRole('dialog');
    // While the person shows it, the secret is in its field.
    await dialog.getByRole('button', { name: 'Show' }).click();
    const secret = await dialog.getByLabel('Token', { exact: true }).inputValue();
    expect((await tracesOf(page, context)).fields).toContain(secret);
    await dialog.getByRole('button', { name: 'Copy', exact: true }).click();
    await dialog.getByText('Copied', { exact: true }).waitFor();
    await dialog.getByRole('button', { name: 'Done' }).click();
    await dialog.waitFor({ state: 'detached' });
    secrets.push(secret);
  };

  await admin.open(`/accounts/${user.user_id}/tokens`);
  await page.getByRole('button', { name: 'Create token' }).first().click();
  await page.getByLabel('Name', { exact: true }).fill('production');
  await page.getByRole('dialog').getByRole('button', { name: 'Create token' }).click();
  await page.getByRole('dialog', { name: 'Token created' }).waitFor();
  await copySecret();
  await expectForgotten(page, secrets.at(-1) ?? '');
  await expectNone('after the creation of a token');

  await page.getByRole('button', { name: 'Actions for production' }).click();
  await page.getByRole('menuitem', { name: 'Rotate' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Rotate' }).click();
  await page.getByRole('dialog', { name: 'Token rotated' }).waitFor();
  await copySecret();
  await expectForgotten(page, secrets.at(-1) ?? '');
  await expectNone('after a rotation');
  await admin.follow('/service-users');
  await page.goBack();
  await page.getByRole('rowheader', { name: 'production' }).waitFor();
  await expectNone('after Back');

  expect(secrets).toEqual([expect.stringMatching(/^svc_/), expect.stringMatching(/^svc_/)]);
  // The ID token of the login and the token of the session.
  expect([...bearerTokens].map((token) => token.slice(0, 3))).toEqual(['eyJ', 'ses']);
});

it('forgets a shown secret when its dialog is left by Back or by a link', async ({ admin, workspace }) => {
  const { user } = await workspace.serviceUser({ name: 'Leaver', token: undefined });
  const page = await admin.open('/service-users');
  const list = page.getByRole('heading', { level: 1, name: /^Service Users/ });
  const copyShown = async (title: string) => {
    const dialog = page.getByRole('dialog', { name: title });
    await dialog.getByRole('button', { name: 'Show' }).click();
    const secret = await dialog.getByLabel('Token', { exact: true }).inputValue();
    expect(secret).toMatch(/^svc_/);
    await dialog.getByRole('button', { name: 'Copy', exact: true }).click();
    await dialog.getByText('Copied', { exact: true }).waitFor();
    return secret;
  };
  const createToken = async (name: string) => {
    await admin.follow(`/accounts/${user.user_id}/tokens`);
    await page.getByRole('button', { name: 'Create token' }).first().click();
    await page.getByLabel('Name', { exact: true }).fill(name);
    await page.getByRole('dialog').getByRole('button', { name: 'Create token' }).click();
    return copyShown('Token created');
  };
  const first = await createToken('first');
  await page.goBack();
  await list.waitFor();
  await expectForgotten(page, first);

  const next = () => page.getByRole('button', { name: 'Next', exact: true }).click();
  await admin.follow('/service-users/create');
  await page.getByLabel('Name', { exact: true }).fill('Left');
  await next();
  await page.getByLabel('Token name').fill('second');
  await next();
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  const second = await copyShown('Service User created');
  await page.goBack();
  await list.waitFor();
  expect(await page.getByRole('dialog').count()).toBe(0);
  await expectForgotten(page, second);

  // The dialog covers the link: programs that help people follow it all the same.
  const third = await createToken('third');
  await page.locator('nav a[href$="/teams"]').dispatchEvent('click');
  await page.getByRole('heading', { level: 1, name: /^Teams/ }).waitFor();
  await expectForgotten(page, third);
});

it('forgets a pasted token when the test of a federation policy is left by Back', async ({ admin, workspace }) => {
  const { user } = await workspace.serviceUser({ name: 'Pasted', token: undefined });
  const policy = {
    name: 'deploy',
    issuer: 'https://gitlab.com',
    audience: 'https://example.com/api',
    subject: 'project_path:acme/etl:ref_type:branch:ref:main',
  };
  const { status } = await workspace.admin.post(`/api/users/${user.id}/federation-policies`, policy);
  expect(status).toBe(201);
  const page = await admin.open('/service-users');
  await admin.follow(`/accounts/${user.user_id}/federation`);
  await page.getByRole('button', { name: 'Actions for deploy' }).click();
  await page.getByRole('menuitem', { name: 'Test a token' }).click();
  const dialog = page.getByRole('dialog', { name: 'Test deploy' });
  const token = `eyJhbGciOiJub25lIn0.${'pasted'.repeat(20)}.c2ln`;
  await dialog.getByLabel('Token', { exact: true }).fill(token);
  await dialog.getByRole('button', { name: 'Test', exact: true }).click();
  await dialog.getByText('The policy does not accept the token.').waitFor();
  await page.goBack();
  await page.getByRole('heading', { level: 1, name: /^Service Users/ }).waitFor();
  await expectForgotten(page, token);
});
