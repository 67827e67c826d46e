// What becomes of a change when DynamoDB conflicts, falls silent or loses its answer, and when an item is corrupt.
import { describe, expect } from 'vitest';
import type { NewUser } from '../../shared/contracts/users.ts';
import { seedFirstAdmin } from '../../shared/services/first-admin.ts';
import { createUser, getUser, updateUser } from '../../shared/services/users.ts';
import type { Fault } from '../support/dynamodb-proxy.ts';
import { violations } from '../support/invariants.ts';
import { it, type Store } from '../support/store.ts';

const newUser = (name: string): NewUser => ({ name, role: 'Member', teams: [], user_type: 'Service' });

/** The first `times` calls of an operation meet a fault. */
function failing({ proxy }: Store, operation: string, times: number, fault: Fault): void {
  let left = times;
  proxy.setFault((called) => (called === operation && left-- > 0 ? fault : 'none'));
  proxy.takeCalls();
}

const cancelled = (...codes: string[]) => ({
  __type: 'com.amazonaws.dynamodb.v20120810#TransactionCanceledException',
  Message: `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes.join(', ')}]`,
  CancellationReasons: codes.map((Code) => ({ Code })),
});

const entriesAbout = async (store: Store, target: string) =>
  (await store.items()).filter((item) => item.pk === 'AUDIT_LOG' && item.target === target);

describe('a transaction that conflicts with another', () => {
  it.for(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded'])(
    'is repeated after %s, and written once',
    async (code, { store }) => {
      failing(store, 'TransactWriteItems', 3, cancelled('None', code, 'None'));
      const user = await createUser(store.ports, store.caller, newUser(`Met ${code}`));
      expect(store.proxy.takeCalls().filter((call) => call === 'TransactWriteItems')).toHaveLength(4);
      expect(await entriesAbout(store, user.user_id)).toHaveLength(1);
    },
  );

  it('is given up in time, with nothing changed', async ({ store }) => {
    const user = await createUser(store.ports, store.caller, newUser('Too Busy'));
    const items = await store.items();
    failing(store, 'TransactWriteItems', Number.POSITIVE_INFINITY, cancelled('TransactionConflict', 'None'));
    const hurried = { ...store.caller, deadline: Date.now() + store.ports.accounts.longestCommit + 100 };
    await expect(updateUser(store.ports, hurried, String(user.id), { role: 'Manager' })).rejects.toMatchObject({
      kind: 'unavailable',
      code: 'busy',
    });
    store.proxy.setFault(() => 'none');
    expect(await store.items()).toEqual(items);
  });

  it('founds the workspace all the same', async ({ store }) => {
    failing(store, 'TransactWriteItems', 1, cancelled('TransactionConflict', 'None', 'None', 'None'));
    for (const email of ['first@example.com', 'first@example.com', 'second@example.com']) {
      await seedFirstAdmin(store.ports, store.caller, email);
    }
    const admin = await store.ports.accounts.byUserId('first@example.com');
    expect(admin?.user).toMatchObject({ role: 'Admin', user_type: 'Human' });
    expect(await store.ports.accounts.byUserId('second@example.com')).toBeUndefined();
  });
});

describe('an answer that is lost', () => {
  it('is asked for again by the SDK, and the change is made once', async ({ store }) => {
    failing(store, 'TransactWriteItems', 1, 'answer lost');
    const user = await createUser(store.ports, store.caller, newUser('Lost Once'));
    expect(store.proxy.takeCalls().filter((call) => call === 'TransactWriteItems')).toHaveLength(2);
    expect(await entriesAbout(store, user.user_id)).toHaveLength(1);

    failing(store, 'TransactWriteItems', 1, 'answer lost');
    const updated = await updateUser(store.ports, store.caller, String(user.id), { role: 'Manager' });
    expect(updated.role).toBe('Manager');
    expect(await store.ports.accounts.byId(user.id)).toMatchObject({ version: 2 });
    expect(await entriesAbout(store, user.user_id)).toHaveLength(2);
  });

  it('for good is told as an unknown outcome, and the change is whole', async ({ store }) => {
    failing(store, 'TransactWriteItems', Number.POSITIVE_INFINITY, 'answer lost');
    await expect(createUser(store.ports, store.caller, newUser('Lost For Good'))).rejects.toMatchObject({
      kind: 'unavailable',
      code: 'outcome_unknown',
    });
    expect(store.proxy.takeCalls().filter((call) => call === 'TransactWriteItems')).toHaveLength(2);
    expect(await store.ports.accounts.byUserId('lost_for_good@service')).toMatchObject({ version: 1 });
    expect(await entriesAbout(store, 'lost_for_good@service')).toHaveLength(1);
  });

  it('to a write that never arrived is told as an unknown outcome too, and nothing is changed', async ({ store }) => {
    failing(store, 'TransactWriteItems', Number.POSITIVE_INFINITY, 'unreachable');
    await expect(createUser(store.ports, store.caller, newUser('Never Came'))).rejects.toMatchObject({
      code: 'outcome_unknown',
    });
    expect(await store.ports.accounts.byUserId('never_came@service')).toBeUndefined();
    expect(await entriesAbout(store, 'never_came@service')).toEqual([]);
  });

  it('to a read is asked for again, and told as unavailable in the end', async ({ store }) => {
    const user = await createUser(store.ports, store.caller, newUser('Read Again'));
    failing(store, 'GetItem', 1, 'unreachable');
    expect(await getUser(store.ports, String(user.id))).toEqual(user);
    failing(store, 'GetItem', Number.POSITIVE_INFINITY, 'unreachable');
    await expect(getUser(store.ports, String(user.id))).rejects.toMatchObject({
      kind: 'unavailable',
      code: 'storage_unavailable',
    });
    expect(store.proxy.takeCalls()).toEqual(['GetItem', 'GetItem']);
  });
});

describe('R12: an audit entry whose id is taken', () => {
  it('gets another, and is not lost', async ({ store }) => {
    const at = new Date('2026-06-01T12:00:00.000Z');
    const chances = [0, 0, 0, 0.5, 0.5];
    const ports = { ...store.ports, now: () => at, random: () => chances.shift() ?? 0.9, sleep: async () => {} };
    await createUser(ports, store.caller, newUser('One Of A Millisecond'));
    await createUser(ports, store.caller, newUser('Other Of A Millisecond'));
    expect(await entriesAbout(store, 'one_of_a_millisecond@service')).toHaveLength(1);
    expect(await entriesAbout(store, 'other_of_a_millisecond@service')).toHaveLength(1);
    expect(violations(await store.items()).filter((sentence) => sentence.includes('audit log'))).toEqual([]);
  });
});

describe('a corrupt item', () => {
  const broken: [string, Record<string, unknown>][] = [
    ['of a newer layout', { schema: 2 }],
    ['without a version', { version: null }],
    ['of a role that is unknown', { role: 'Owner' }],
    ['with a token that is no record', { tokens: { 1: 'secret' } }],
    ['without its time of deactivation', { deleted_at: undefined }],
  ];

  it.for(broken)('%s fails loudly, and is not written over', async ([kind, damage], { store }) => {
    const user = await createUser(store.ports, store.caller, newUser(`Broken ${kind}`));
    const whole = (await store.items()).find(({ pk }) => pk === `USER#${user.id}`);
    await store.put({ ...whole, ...damage });
    const items = await store.items();
    await expect(store.ports.accounts.byId(user.id)).rejects.toThrow();
    await expect(updateUser(store.ports, store.caller, String(user.id), { role: 'Manager' })).rejects.toThrow();
    expect(await store.items()).toEqual(items);
  });
});

it('an id that was given before makes no new account over an old one, and fails loudly', async ({ store }) => {
  const old = await createUser(store.ports, store.caller, newUser('Old Inhabitant'));
  const lastIds = (await store.items()).find(({ pk }) => pk === 'SEQUENCES');
  await store.put({ ...lastIds, last_user: old.id - 1 });
  const before = await store.ports.accounts.byId(old.id);
  await expect(createUser(store.ports, store.caller, newUser('New Inhabitant'))).rejects.toThrow('given twice');
  expect(await store.ports.accounts.byId(old.id)).toEqual(before);
});
