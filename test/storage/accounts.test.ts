// What a commit of an account writes, and which conditions reject it.
import { describe, expect } from 'vitest';
import type { Account } from '../../shared/domain/account.ts';
import type { Token } from '../../shared/domain/token.ts';
import type { User } from '../../shared/domain/user.ts';
import type { AccountChange } from '../../shared/services/ports/repositories.ts';
import { anAccount, anEntry, aToken, EARLIER, LATER } from '../support/account-fixtures.ts';
import { it, type Store } from '../support/table-fixture.ts';

let lastId = 0;

/** The creation of an account that no other test uses, with its audit entry. */
function creation(changes: Partial<User> = {}, tokens: readonly Token[] = []): AccountChange & { after: Account } {
  lastId += 1;
  const user_id = `user_${lastId}@service`;
  const after = anAccount({ id: lastId, user_id, ...changes }, tokens);
  return { before: undefined, after, entries: [anEntry({ id: 1000 * lastId, target: user_id })] };
}

async function stored(store: Store, change: AccountChange): Promise<Account> {
  const result = await store.ports.accounts.commit(change);
  if (!result.committed) throw new Error('not committed');
  return (await store.ports.accounts.byId(change.after.user.id)) as Account;
}

const person = (changes: Partial<User> = {}): Partial<User> => ({ user_type: 'Human', role: 'Admin', ...changes });

describe('a commit', () => {
  it('stores a new account, which is found by id, user_id and token id', async ({ store }) => {
    const { accounts } = store.ports;
    const token = aToken({ id: 71, expiration: LATER, last_used: EARLIER, revoked_at: EARLIER });
    const account = await stored(store, creation({ last_login: EARLIER }, [token]));
    expect(account.version).toBe(1);
    expect(account.tokens).toEqual([token]);
    expect(await accounts.byId(account.user.id)).toEqual(account);
    expect(await accounts.byUserId(account.user.user_id)).toEqual(account);
    expect(await accounts.byTokenId(71)).toEqual(account);
    expect(await accounts.byId(999)).toBeUndefined();
    expect(await accounts.byUserId('nobody@service')).toBeUndefined();
    expect(await accounts.byTokenId(999)).toBeUndefined();
  });

  it('increments the version', async ({ store }) => {
    const before = await stored(store, creation());
    const after = { ...before, user: { ...before.user, name: 'Renamed' } };
    expect(await store.ports.accounts.commit({ before, after, entries: [anEntry({ id: 2 })] })).toEqual({
      committed: true,
    });
    expect(await store.ports.accounts.byId(after.user.id)).toEqual({ ...after, version: 2 });
  });

  it('of a stale version writes nothing, and returns the current account', async ({ store }) => {
    const before = await stored(store, creation());
    const renamed = { ...before, user: { ...before.user, name: 'Renamed' } };
    const current = await stored(store, { before, after: renamed, entries: [anEntry({ id: 3 })] });
    const items = await store.items();

    const late = { ...before, tokens: [aToken({ id: 72 })] };
    const result = await store.ports.accounts.commit({ before, after: late, entries: [anEntry({ id: 4 })] });

    expect(result).toEqual({ committed: false, current });
    expect(await store.items()).toEqual(items);
  });

  it('R4: refuses a user_id that is taken, and writes nothing', async ({ store }) => {
    const { user } = await stored(store, creation());
    const items = await store.items();
    const second = creation({ user_id: user.user_id });
    await expect(store.ports.accounts.commit(second)).rejects.toMatchObject({
      kind: 'conflict',
      code: 'user_id_taken',
    });
    expect(await store.items()).toEqual(items);
  });

  it('deletes the pointer item of a deleted token', async ({ store }) => {
    const before = await stored(store, creation({}, [aToken({ id: 73 }), aToken({ id: 74 })]));
    await stored(store, { before, after: { ...before, tokens: [aToken({ id: 74 })] }, entries: [anEntry({ id: 5 })] });
    expect(await store.ports.accounts.byTokenId(73)).toBeUndefined();
    expect(await store.ports.accounts.byTokenId(74)).toBeDefined();
  });

  it('R12: writes nothing when the id of an audit entry is taken, and requests another attempt', async ({ store }) => {
    const before = await stored(store, creation());
    const [taken, free] = [anEntry({ id: 6 }), anEntry({ id: 7 })];
    await stored(store, { ...creation(), entries: [taken] });
    const items = await store.items();
    const after = { ...before, user: { ...before.user, name: 'Renamed' } };

    const result = await store.ports.accounts.commit({ before, after, entries: [free, { ...taken, changes: {} }] });

    expect(result).toEqual({ committed: false, current: before });
    expect(await store.items()).toEqual(items);
  });
});

describe('R8: the roster of the active human Admins', () => {
  const roster = async (store: Store) => {
    const item = (await store.items()).find(({ pk }) => pk === 'HUMAN_ADMINS');
    return [...((item?.admins as Set<number>) ?? [])].sort();
  };
  const change = (before: Account, changes: Partial<User>): AccountChange => {
    lastId += 1;
    return {
      before,
      after: { ...before, user: { ...before.user, ...changes } },
      entries: [anEntry({ id: 1000 * lastId })],
    };
  };

  it('is created once: a second bootstrap is refused', async ({ store }) => {
    const first = await stored(store, { ...creation(person()), bootstrap: true });
    expect(await roster(store)).toEqual([first.user.id]);
    const items = await store.items();
    const second = store.ports.accounts.commit({ ...creation(person()), bootstrap: true });
    await expect(second).rejects.toMatchObject({ code: 'workspace_founded' });
    expect(await store.items()).toEqual(items);
  });

  it('keeps the last Admin: demotion and deactivation are refused, and write nothing', async ({ store }) => {
    const [id = 0] = await roster(store);
    const last = (await store.ports.accounts.byId(id)) as Account;
    const items = await store.items();
    const refused = { kind: 'rule', code: 'last_human_admin' };
    await expect(store.ports.accounts.commit(change(last, { role: 'Member' }))).rejects.toMatchObject(refused);
    await expect(store.ports.accounts.commit(change(last, { deleted_at: EARLIER }))).rejects.toMatchObject(refused);
    expect(await store.items()).toEqual(items);
  });

  it('changes with the role, deactivation and reactivation of a person', async ({ store }) => {
    const [first = 0] = await roster(store);
    const second = await stored(store, creation(person()));
    const both = [first, second.user.id].sort();
    expect(await roster(store)).toEqual(both);
    const demoted = await stored(store, change(second, { role: 'Manager' }));
    expect(await roster(store)).toEqual([first]);
    const promoted = await stored(store, change(demoted, { role: 'Admin' }));
    expect(await roster(store)).toEqual(both);
    const gone = await stored(store, change(promoted, { deleted_at: EARLIER }));
    expect(await roster(store)).toEqual([first]);
    await stored(store, change(gone, { deleted_at: null }));
    expect(await roster(store)).toEqual(both);
  });

  it('contains neither Service Users nor people with another role', async ({ store }) => {
    const before = await roster(store);
    await stored(store, creation({ role: 'Admin' }));
    await stored(store, creation(person({ role: 'Manager' })));
    expect(await roster(store)).toEqual(before);
  });

  it('keeps exactly one Admin when all are demoted concurrently', async ({ store }) => {
    const { accounts } = store.ports;
    for (let round = 0; round < 10; round += 1) {
      await Promise.all(Array.from({ length: 4 }, () => stored(store, creation(person()))));
      const admins = (await Promise.all((await roster(store)).map((id) => accounts.byId(id)))) as Account[];
      const left = await Promise.allSettled(admins.map((admin) => accounts.commit(change(admin, { role: 'Member' }))));
      expect(left.filter(({ status }) => status === 'rejected')).toHaveLength(1);
      expect(await roster(store)).toHaveLength(1);
    }
  });
});
