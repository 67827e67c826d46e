// Requests that were authenticated before their credential ended, and are decided afterwards.
import { expect } from 'vitest';
import type { Account } from '../../shared/domain/account.ts';
import { toPrincipal } from '../../shared/domain/principal.ts';
import { seedFirstAdmin } from '../../shared/services/first-admin.ts';
import type { Caller } from '../../shared/services/ports/request-context.ts';
import { createToken, rotateToken, updateToken } from '../../shared/services/tokens.ts';
import { createUser, deactivateUser, reactivateUser, revokeUserTokens } from '../../shared/services/users.ts';
import { it, type Store } from '../support/table-fixture.ts';

/** A person or a Service User with the role Admin, next to the first Admin. */
async function anotherAdmin({ ports, caller }: Store, user_type: 'Human' | 'Service', name: string) {
  if ((await ports.accounts.countHumanAdmins()) === 0) await seedFirstAdmin(ports, caller, 'admin@example.com');
  const email = user_type === 'Human' ? `${name.toLowerCase()}@example.com` : undefined;
  const { id } = await createUser(ports, caller, { name, role: 'Admin', teams: [], user_type, email });
  const account = (await ports.accounts.byId(id)) as Account;
  const { user, session_epoch } = account;
  const isHuman = user_type === 'Human';
  const used = isHuman ? { session: { id: 1, epoch: session_epoch } } : {};
  const principal = toPrincipal(user, isHuman ? 'oidc' : 'iam', used);
  const { user_id, authenticated_by } = principal;
  const authenticated: Caller = { ...caller, principal, actor: { user_id, user_type, authenticated_by } };
  return { id: String(id), authenticated };
}

it('R9: a session that ended creates, restores and rotates no personal token', async ({ store }) => {
  const { ports, caller } = store;
  const { id, authenticated } = await anotherAdmin(store, 'Human', 'Session');
  const create = (name: string) => createToken(ports, authenticated, { name });
  const token = String((await create('first')).id);
  await revokeUserTokens(ports, caller, id);

  const refused = { code: 'interactive_session_required' };
  await expect(create('second')).rejects.toMatchObject(refused);
  await expect(updateToken(ports, authenticated, token, { revoke: false })).rejects.toMatchObject(refused);
  await expect(rotateToken(ports, authenticated, token, {})).rejects.toMatchObject(refused);

  expect((await ports.accounts.byId(Number(id)))?.tokens).toMatchObject([{ revoked_at: expect.any(String) }]);
});

it('R9: a session that ended revokes personal tokens', async ({ store }) => {
  const { ports, caller } = store;
  const { id, authenticated } = await anotherAdmin(store, 'Human', 'Revoker');
  const { id: token } = await createToken(ports, authenticated, { name: 'first' });
  await revokeUserTokens(ports, caller, id);
  const revoked = await updateToken(ports, authenticated, String(token), { revoke: true });
  expect(revoked.status).toBe('Revoked');
});

it.for(['Human', 'Service'] as const)(
  'R7: a %s account does not reactivate itself with a request from before its deactivation',
  async (user_type, { store }) => {
    const { ports, caller } = store;
    const { id, authenticated } = await anotherAdmin(store, user_type, `Reactivated ${user_type}`.replace(' ', '.'));
    await deactivateUser(ports, caller, id);

    await expect(reactivateUser(ports, authenticated, id)).rejects.toMatchObject({ code: 'user_deactivated' });

    expect((await ports.accounts.byId(Number(id)))?.user.deleted_at).not.toBeNull();
    expect(await reactivateUser(ports, caller, id)).toMatchObject({ deleted_at: null });
  },
);
