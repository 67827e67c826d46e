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
