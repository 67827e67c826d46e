// DELETE /api/users/{id}/identity: an Admin unlinks a person, so that a re-created identity can link again.
import { describe, expect } from 'vitest';
import { signIdToken } from '../support/id-tokens.ts';
import { problem } from '../support/problem.ts';
import { it, type Workspace } from '../support/workspace.ts';

/** The response to a login of the identity with this subject and the verified e-mail of the person. */
const logIn = async ({ anonymous }: Workspace, email: string, sub: string) =>
  anonymous.post('/api/login', { id_token: await signIdToken(email, { claims: { sub } }) });

const pointersOf = async (workspace: Workspace, accountId: number) =>
  (await workspace.items()).filter(({ pk, account_id }) => /^SUBJECT#/.test(String(pk)) && account_id === accountId);

const mismatch = problem(403, 'identity_mismatch');

describe('an Admin', () => {
  it('unlinks a person, whose re-created identity can then log in', async ({ workspace }) => {
    const { admin } = workspace;
    const { user, client } = await workspace.person('Manager');
    expect(await logIn(workspace, user.email, 're-created')).toMatchObject(mismatch);
    expect(await pointersOf(workspace, user.id)).toHaveLength(1);

    expect(await admin.delete(`/api/users/${user.id}/identity`)).toMatchObject({ status: 204, body: undefined });

    expect(await pointersOf(workspace, user.id)).toEqual([]);
    expect(await workspace.violations()).toEqual([]);
    const { items } = (await admin.get(`/api/audit-log?target=${user.user_id}&size=1`)).body;
    expect(items).toMatchObject([
      {
        action: 'user.identity_unlinked',
        actor: { user_id: 'admin@example.com' },
        changes: { oidc_subject: { from: { subject: user.email }, to: null } },
      },
    ]);
    expect(await logIn(workspace, user.email, 're-created')).toMatchObject({
      status: 200,
      body: { id: user.id, role: 'Manager' },
    });
    // The identity before is another one now. The tokens of the person are unchanged.
    expect(await logIn(workspace, user.email, user.email)).toMatchObject(mismatch);
    expect((await client.get('/api/me')).status).toBe(200);
    expect(await workspace.violations()).toEqual([]);
  });

  it('unlinks a person by user_id, once', async ({ workspace }) => {
    const { admin } = workspace;
    const { user } = await workspace.person();
    for (let attempt = 0; attempt < 2; attempt += 1) {
      expect(await admin.delete(`/api/users/${user.user_id}/identity`)).toMatchObject({ status: 204 });
    }
    const { items } = (await admin.get(`/api/audit-log?target=${user.user_id}&action=user.identity_unlinked`)).body;
    expect(items).toHaveLength(1);
  });

  it('cannot unlink themselves', async ({ workspace }) => {
    const { user, client, session } = await workspace.person('Admin');
    const before = await pointersOf(workspace, user.id);
    for (const caller of [client, session]) {
      for (const id of [user.id, user.user_id]) {
        expect(await caller.delete(`/api/users/${id}/identity`)).toMatchObject(problem(403, 'forbidden'));
      }
    }
    expect(await pointersOf(workspace, user.id)).toEqual(before);
    expect(await workspace.admin.delete(`/api/users/${user.id}/identity`)).toMatchObject({ status: 204 });
    await workspace.admin.delete(`/api/users/${user.id}`);
  });

  it('cannot unlink a Service User, or an account that does not exist', async ({
    workspace: { admin, serviceUser },
  }) => {
    const { user } = await serviceUser();
    expect(await admin.delete(`/api/users/${user.id}/identity`)).toMatchObject(problem(400, 'not_a_person'));
    expect(await admin.delete('/api/users/999999/identity')).toMatchObject(problem(404, 'user_not_found'));
  });
});

it('requires the role Admin', async ({ workspace: { person } }) => {
  const { user } = await person();
  for (const role of ['Manager', 'Member'] as const) {
    const { client } = await person(role);
    expect(await client.delete(`/api/users/${user.id}/identity`)).toMatchObject(problem(403, 'forbidden'));
  }
});

it('a deactivated person stays refused after the identity was unlinked (R7)', async ({ workspace }) => {
  const { admin } = workspace;
  const { user } = await workspace.person();
  await admin.delete(`/api/users/${user.id}`);
  expect(await admin.delete(`/api/users/${user.id}/identity`)).toMatchObject({ status: 204 });
  expect(await logIn(workspace, user.email, 'another re-created one')).toMatchObject(problem(403, 'user_deactivated'));
  expect(await workspace.violations()).toEqual([]);
});

it('an unverified e-mail address links nothing after the identity was unlinked', async ({ workspace }) => {
  const { user } = await workspace.person();
  await workspace.admin.delete(`/api/users/${user.id}/identity`);
  const claims = { sub: 'unverified', email_verified: false };
  const id_token = await signIdToken(user.email, { claims });
  const response = await workspace.anonymous.post('/api/login', { id_token });
  expect(response).toMatchObject(problem(403, 'email_not_verified'));
  expect(await pointersOf(workspace, user.id)).toEqual([]);
});

it('leaves one identity under concurrent logins of both identities', async ({ workspace }) => {
  for (let round = 0; round < 5; round += 1) {
    const { user } = await workspace.person();
    const [unlinked, ...logins] = await Promise.all([
      workspace.admin.delete(`/api/users/${user.id}/identity`),
      logIn(workspace, user.email, `re-created ${round}`),
      logIn(workspace, user.email, user.email),
      logIn(workspace, user.email, `re-created ${round}`),
    ]);
    expect(unlinked.status).toBe(204);
    // The removal ends the ID tokens that were issued before it.
    const outcomes = [200, 'identity_mismatch', 'id_token_outdated'];
    for (const { status, body } of logins) expect(outcomes).toContain(body.code ?? status);
    expect((await pointersOf(workspace, user.id)).length).toBeLessThanOrEqual(1);
    expect(await workspace.violations()).toEqual([]);
  }
});
