// Changes that conflict with stored items: taken ids, corrupt items, and a repeated bootstrap of the workspace.
import { describe, expect } from 'vitest';
import type { NewUser } from '../../shared/contracts/users.ts';
import { seedFirstAdmin } from '../../shared/services/first-admin.ts';
import { createUser, updateUser } from '../../shared/services/users.ts';
import { SCHEMA_VERSION } from '../../shared/storage/dynamodb/schema-version.ts';
import { violations } from '../support/invariants.ts';
import { it, type Store } from '../support/table-fixture.ts';

const newUser = (name: string): NewUser => ({ name, role: 'Member', teams: [], user_type: 'Service' });

const entriesAbout = async (store: Store, target: string) =>
  (await store.items()).filter((item) => item.pk === 'AUDIT_LOG' && item.target === target);

it('creates the first Admin once when the transaction conflicts and the deployment is repeated', async ({ store }) => {
  let conflicts = 1;
  store.proxy.setFault((called) =>
    called === 'TransactWriteItems' && conflicts-- > 0 ? 'cancelled by a conflict' : 'none',
  );
  for (const email of ['first@example.com', 'first@example.com', 'second@example.com']) {
    await seedFirstAdmin(store.ports, store.caller, email);
  }
  const admin = await store.ports.accounts.byUserId('first@example.com');
  expect(admin?.user).toMatchObject({ role: 'Admin', user_type: 'Human' });
  expect(await store.ports.accounts.byUserId('second@example.com')).toBeUndefined();
});

describe('R12: an audit entry with a taken id', () => {
  it('gets another id', async ({ store }) => {
    const at = new Date('2026-06-01T12:00:00.000Z');
    const randomValues = [0, 0, 0, 0.5, 0.5];
    const ports = { ...store.ports, now: () => at, random: () => randomValues.shift() ?? 0.9, sleep: async () => {} };
    await createUser(ports, store.caller, newUser('One In A Millisecond'));
    await createUser(ports, store.caller, newUser('Other In A Millisecond'));
    expect(await entriesAbout(store, 'one_in_a_millisecond@service')).toHaveLength(1);
    expect(await entriesAbout(store, 'other_in_a_millisecond@service')).toHaveLength(1);
    expect(violations(await store.items()).filter((sentence) => sentence.includes('audit log'))).toEqual([]);
  });
});

describe('a corrupt item', () => {
  const broken: [string, Record<string, unknown>][] = [
    ['of a newer schema version', { schema: SCHEMA_VERSION + 1 }],
    ['without a version', { version: null }],
    ['with an unknown role', { role: 'Owner' }],
    ['with a token that is not a map', { tokens: { 1: 'secret' } }],
    ['without the attribute deleted_at', { deleted_at: undefined }],
  ];

  it.for(broken)('%s is rejected with an error, and not overwritten', async ([kind, damage], { store }) => {
    const user = await createUser(store.ports, store.caller, newUser(`Broken ${kind}`));
    const whole = (await store.items()).find(({ pk }) => pk === `USER#${user.id}`);
    await store.put({ ...whole, ...damage });
    const items = await store.items();
    await expect(store.ports.accounts.byId(user.id)).rejects.toThrow();
    await expect(updateUser(store.ports, store.caller, String(user.id), { role: 'Manager' })).rejects.toThrow();
    expect(await store.items()).toEqual(items);
  });
});

it('does not overwrite an account when an id is assigned a second time', async ({ store }) => {
  const old = await createUser(store.ports, store.caller, newUser('Old Account'));
  const lastIds = (await store.items()).find(({ pk }) => pk === 'SEQUENCES');
  await store.put({ ...lastIds, last_user: old.id - 1 });
  const before = await store.ports.accounts.byId(old.id);
  await expect(createUser(store.ports, store.caller, newUser('New Account'))).rejects.toThrow('was assigned twice');
  expect(await store.ports.accounts.byId(old.id)).toEqual(before);
});
